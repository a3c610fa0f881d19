package ai.ominigate.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The guide for operators, whose commands and settings are tried as they stand there. */
final class Guide {

    private static final Path DOCS = Path.of("../docs");

    private Guide() {}

    /** The block of the guide whose first line is that comment. */
    static String block(String comment) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```\\w+\n(# " + Pattern.quote(comment) + "\n.*?)^```$")
                .matcher(Files.readString(DOCS.resolve("operating.md")));
        if (!block.find()) {
            throw new AssertionError("The guide has no block '# " + comment + "'");
        }
        return block.group(1);
    }

    /** A file that comes with the guide. */
    static String file(String name) throws IOException {
        return Files.readString(DOCS.resolve("operating").resolve(name));
    }
}
