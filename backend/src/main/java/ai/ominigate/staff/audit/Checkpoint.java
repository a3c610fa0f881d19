package ai.ominigate.staff.audit;

import java.util.Base64;

/**
 * The head of the tree at some size, as C2SP's tlog-checkpoint writes it: what is signed.
 *
 * @param origin which log; also the name of the keys that sign it
 * @param size how many entries it speaks for
 * @param root of the tree of these
 * @see <a href="https://c2sp.org/tlog-checkpoint">c2sp.org/tlog-checkpoint</a>
 */
record Checkpoint(String origin, long size, Hash root) {
    private static final int LINES = 3;

    /** Three lines. */
    String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /**
     * Lines after the third are extensions and mean nothing here.
     *
     * @throws IllegalArgumentException if the text is no checkpoint
     */
    static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length <= LINES || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("this is no checkpoint of a log");
        }
        return new Checkpoint(
                lines[0], Long.parseLong(lines[1]), Hash.of(Base64.getDecoder().decode(lines[2])));
    }
}
