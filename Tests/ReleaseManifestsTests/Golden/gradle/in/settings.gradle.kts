pluginManagement { repositories { gradlePluginPortal() } }
rootProject.name = "suite"
include(":core-api", ":app")
include(
    ":cli", // elsewhere
)
project(":cli").projectDir = file("tools/cli")
