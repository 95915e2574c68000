module example.com/core/v2

go 1.20
