package ai.ominigate.staff.audit;

/**
 * The log as one file that proves itself to somebody who has it and the public key, and nothing else of ours: a zip with
 * these parts. It holds no details, and so no personal data.
 */
final class Bundle {
    /** One record a line, as it was hashed, from the first to the last that a checkpoint speaks for. */
    static final String RECORDS = "records.jsonl";
    /** Signed notes, each followed by an empty line. */
    static final String CHECKPOINTS = "checkpoints.txt";
    /** One a line; to be compared with what the auditor was given by another way. */
    static final String KEYS = "keys.txt";
    /** What this is, for whoever finds it. */
    static final String README = "README.txt";

    private Bundle() {}

    static String readme(String origin, long entries, String at) {
        return """
                This is the audit log %s of an OminiGate,
                as it was at %s, with %d entries.

                records.jsonl    one entry a line, as canonical JSON (RFC 8785): who did what to whom, when and how it
                                 went. An entry names the hash of the entry before it. Details, which may be personal,
                                 are not here; "commitment" is the SHA-256 of their salt and text.
                checkpoints.txt  what was signed as the log grew: the name of the log, the number of entries, and the
                                 root of the tree of them; then an empty line and the signature.
                keys.txt         the public keys of the signatures. Do not believe this file: compare it with the key
                                 that you were given by another way.

                To verify it, on any machine with Java 25, with the program and without a server:

                    java -jar ominigate.jar audit verify-bundle THIS_FILE --key KEY

                Add --checkpoint FILE for each checkpoint that you have kept from earlier: then nothing that it speaks
                for can have been changed since, not even by whoever has the private key.

                To verify it with tools of your own:

                - An entry's hash is the SHA-256 of a zero byte and its line without the line feed. Each entry's "prev" is
                  the hash of the line before; the first has 64 zeros.
                - The hashes are the leaves of a tree as RFC 6962 defines it in section 2.1, the first entry being leaf 0.
                  The root of the first n of them is in base64 on the third line of the checkpoint with n on its second.
                - Checkpoints are signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), signed with Ed25519.
                """.formatted(origin, at, entries);
    }
}
