// Package media keeps files (videos, captions, posters, pictures, PDFs) in an
// S3-shaped object store and hands them out by ranges to people who may see
// them.
//
// A file is immutable: its bytes are known by their SHA-256, which is also its
// ETag, and storing the same bytes again gives the existing file. A change is
// a new file.
//
//	Store: read to a spool file without a name, hash, look ─▶ object put ─▶ row written
//	       (a crash between the two leaves an object nobody refers to, never a
//	        row without its object)
//	Read:  GET /api/media/files/{id}/content ─▶ a hook of MaySee says yes
//	       ─▶ Range understood ─▶ stream from the store, 200 or 206
//
// media does not know who studies what: features above it attach a hook to
// Service.MaySee (in cmd/lentera/wire.go) that answers for the files they
// refer to. Without a yes the file does not exist for the asker.
//
// An Upload is a file that a person hands in, in pieces of any size up to 1 MiB,
// so that a lost signal costs one piece and a phone goes on where it was. The
// feature above owns it, judges every asker, and says when it may go; media
// decides by content what it is (upload_type.go) and never opens it otherwise.
//
//	BeginUpload ─▶ AddPiece … ─▶ CompleteUpload ─▶ OpenUpload
//	                                   └─▶ DropUpload ─▶ ClearUploads (a job)
//
// There is no virus scanner here: a handed-in file is as dangerous as its
// sender. It is served as an attachment only, so that nothing of it runs in our
// origin; who opens it does so with the machine's own protection.
//
// Blobs is the interface of the object store, with two implementations held
// to one conformance suite: NewS3 (minio-go, only in s3*.go) and NewMemory.
// media/vtt and media/mp4 are leaf parsers.
package media
