package ai.ominigate.console;

import ai.ominigate.console.shell.Link;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Application;

/**
 * Starts the console. Not an {@link Application} itself: Java would then look for JavaFX before anything could be said
 * about its absence.
 */
public final class Main {

    private static final String SELF_CHECK = "--self-check";

    private static final String USAGE = """
            Usage: ominigate-console [LINK | --version | --self-check [PICTURE] | --help]
              without options   opens the console
              LINK              opens what a link such as ominigate://payments leads to, in the console that runs
              --version         prints the version
              --self-check      opens the console's window, closes it again, and tells whether that worked
                                and how long it took; keeps a picture of it (PNG)
                                in the file PICTURE""";

    private Main() {}

    /** Opens the console, or does what the one option says. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** @return the status to exit with: 0 for success, 1 for a console that cannot open, 2 for a wrong option */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.isEmpty()) {
            return open(err);
        }
        if (args.size() == 2 && args.getFirst().equals(SELF_CHECK)) {
            return selfCheck(Optional.of(Path.of(args.getLast())), out, err);
        }
        if (args.size() == 1 && Link.parse(args.getFirst()).isPresent()) {
            String link = args.getFirst();
            return Handover.take(Handover.meetingPlace(), link) ? 0 : open(err, link);
        }
        return switch (args.size() == 1 ? args.getFirst() : "") {
            case "--version" -> say(out, "OminiGate console " + version(), 0);
            case "--help" -> say(out, USAGE, 0);
            case SELF_CHECK -> selfCheck(Optional.empty(), out, err);
            default -> say(err, "The console does not know these options: " + String.join(" ", args) + "\n" + USAGE, 2);
        };
    }

    private static int selfCheck(Optional<Path> picture, PrintStream out, PrintStream err) {
        int status = picture.isEmpty()
                ? open(err, ConsoleApplication.CLOSE_AT_ONCE)
                : open(err, ConsoleApplication.CLOSE_AT_ONCE, ConsoleApplication.PICTURE + picture.get());
        if (status != 0) {
            return status;
        }
        if (picture.isPresent() && !Files.exists(picture.get())) {
            return say(err, "The console's window opens, but its picture could not be written to " + picture.get(), 1);
        }
        ConsoleApplication.startTook()
                .ifPresent(took -> say(out, "The sign-in showed after %d ms.".formatted(took.toMillis()), 0));
        return say(out, "The console's window opens on this machine.", 0);
    }

    private static int open(PrintStream err, String... args) {
        try {
            Application.launch(ConsoleApplication.class, args);
            return 0;
        } catch (RuntimeException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            return say(
                    err,
                    "The console could not open its window: %s%nIt needs a graphical desktop; over ssh, one that is forwarded."
                            .formatted(Optional.ofNullable(cause.getMessage()).orElse(cause.toString())),
                    1);
        }
    }

    private static int say(PrintStream stream, String words, int status) {
        stream.println(words);
        return status;
    }

    /** The version the console was built as. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
