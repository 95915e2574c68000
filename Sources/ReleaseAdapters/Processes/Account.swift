import CSpawn
import Foundation
package import ReleasePorts

/// A user of this machine that builds and gates run as. This requires root.
package struct Account: Sendable {
    package let name: String
    let numbers: cspawn_account
    /// The variables that show programs their user; git treats our checkouts as trusted.
    let environment: [String: String]

    package init(_ name: String) throws(CommandError) {
        guard getuid() == 0 else {
            throw .notConfined(account: name, reason: "only root may run programs as another user")
        }
        var numbers = cspawn_account()
        var home: UnsafeMutablePointer<CChar>?
        let result = cspawn_find_account(name, &numbers, &home)
        guard result == 0, let home else {
            if result == ENOENT { throw .badAccount(name, reason: "there is no such user") }
            throw .notConfined(account: name, reason: "\(SystemError(number: result))")
        }
        defer { free(home) }
        guard numbers.user != 0 else { throw .badAccount(name, reason: "that is root itself") }
        self.name = name
        self.numbers = numbers
        environment = [
            "HOME": String(cString: home), "USER": name, "LOGNAME": name,
            // The checkouts are root's at their top.
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        ]
    }

    func takeOver(_ folder: String, within root: String) throws(CommandError) {
        guard folder.hasPrefix(root + "/") else {
            preconditionFailure("\(folder) is handed over, and does not lie in \(root)")
        }
        var above = root
        for part in folder.dropFirst(root.count + 1).split(separator: "/").dropLast() {
            above += "/" + part
            // Traversable, not listable.
            var status = stat()
            guard lstat(above, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { continue }
            if status.st_mode & 0o011 != 0o011 { chmod(above, (status.st_mode & 0o777) | 0o011) }
        }
        let result = withUnsafePointer(to: numbers) { cspawn_hand_over(folder, $0, ".git") }
        // An upstream that is published already has no checkout here.
        guard result == 0 || result == ENOENT else {
            throw .notConfined(account: name, reason: "\(folder) can't be given to it: \(SystemError(number: result))")
        }
    }
}
