import ReleaseCLI

@main
enum Slipway {
    static func main() async { await SlipwayCommand.start() }
}
