// Package portal hands PDFs to a local government's own e-sign portal, in
// which officials sign by themselves, and reads what the portal posts back. It
// is a leaf: it imports nothing of ours.
//
//	POST <portal>            multipart: file, signers=[{"nik":…,"action":"SIGN"}],
//	                         title, description, callback_url, callback_key
//	… days later …
//	POST <callback_url>      Authorization: Bearer <callback_key>, the signed PDF
//
// The form is that of one regency's portal, read in the code of a client that
// uses it; another portal may differ. What may differ is a setting (Config).
//
// The callback is the door by which a forged certificate would come in, so
// that nothing of it is believed: the key is random, of one document, kept as
// a hash and compared in constant time (NewKey, Hash, Same), the body is
// bounded, and the file counts only after the caller has verified it.
package portal
