/* version = "0.0.0" /* nested */ */
plugins {
    id("org.example.release") version "2.1.0" apply false
    alias(libs.plugins.detekt)
}
allprojects {
    group = "org.example"
    version = "1.4.0" // all of them
}
