module lentera

go 1.26
