import Foundation

/// Why a file operation failed, in the words of the system (`No space left on device`), without a full stop.
package func systemReason(_ error: any Error) -> String {
    var next: (any Error)? = error
    while let one = next {
        if let posix = one as? POSIXError { return String(cString: strerror(posix.code.rawValue)) }
        let known = one as NSError
        if known.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(known.code))) }
        next = known.userInfo[NSUnderlyingErrorKey] as? any Error
    }
    let words = error.localizedDescription
    return words.hasSuffix(".") ? String(words.dropLast()) : words
}
