@main
enum Slipway {
    static func main() {}
}
