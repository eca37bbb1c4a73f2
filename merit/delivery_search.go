//go:build !nosearch

package merit

// searchBeforeSave is always true. The build tag nosearch takes the search out,
// so that the lab can show that it would notice.
const searchBeforeSave = true
