// Deprecated: no, only a comment.
module example.com/app

go 1.21
toolchain go1.21.3

require example.com/core/v2 v2.1.0
require (
	example.com/tool v0.3.0 // indirect
	gopkg.in/yaml.v3 v3.0.1
	"example.com/old" v2.0.0+incompatible
	example.com/untagged v0.0.0-20200101000000-abcdef123456
)

exclude example.com/tool v0.2.0
retract [v0.1.0, v0.1.4] // broken
replace (
	example.com/core/v2 => ./core/v2
	example.com/untagged v0.0.0-20200101000000-abcdef123456 => example.com/fork v1.0.0
)
