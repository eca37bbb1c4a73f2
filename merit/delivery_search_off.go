//go:build nosearch

package merit

const searchBeforeSave = false
