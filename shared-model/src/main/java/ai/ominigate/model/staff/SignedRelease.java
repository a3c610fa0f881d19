package ai.ominigate.model.staff;

/**
 * What tells consoles of the newest of them, signed by who makes it. The server only passes it on: a console believes it
 * when the signature is that of the key that it was built with.
 *
 * @param manifest the JSON that is signed, as it was signed, byte for byte in UTF-8: {@code version}, {@code published} and
 *     {@code packages}, each with {@code file} and {@code sha256}
 * @param signature of the manifest, Ed25519 (RFC 8032), in base 64
 */
public record SignedRelease(String manifest, String signature) {}
