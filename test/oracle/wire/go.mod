module ctxcheck.test/wire

go 1.26.3
