// PDF.js has no types for its other half, which is only handed on.
declare module 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'
