version = "0.5.0"
group = rootProject.group
