/// The version of this program; a test compares it with the file VERSION.
package let slipwayVersion = "0.1.0"
