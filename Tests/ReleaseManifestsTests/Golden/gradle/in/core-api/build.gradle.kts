plugins { kotlin("jvm") version "1.9.0" }
dependencies {
    api(libs.bundles.all)
    implementation(platform(libs.bom))
    implementation("org.tools:five:$toolVersion")
    testImplementation(libs.tool.two) { exclude(group = "a") }
    compileOnly(libs.four)
    "runtimeOnly"("a:b:1")
    constraints { implementation("org.tools:six:[1.0,2.0)") }
}
