// Runs the action's script with its inputs as variables that bash can name: INPUT_RELEASE-TYPE is INPUT_RELEASE_TYPE.
'use strict'
const { spawn } = require('node:child_process')
const { join } = require('node:path')

const environment = {}
for (const [name, value] of Object.entries(process.env)) {
  environment[name.startsWith('INPUT_') ? name.replaceAll('-', '_') : name] = value
}
const script = spawn('bash', [join(__dirname, 'run.sh')], { stdio: 'inherit', env: environment })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => script.kill(signal))
script.on('error', (error) => {
  console.log(`::error::The action needs bash, which can't be started: ${error.message}`)
  process.exitCode = 1
})
script.on('exit', (code) => {
  process.exitCode = code ?? 1
})
