module example.com/tool

require example.com/core/v2 v2.0.0-rc.1
tool example.com/tool/cmd/x
require example.com/core/v2 v2.1.0