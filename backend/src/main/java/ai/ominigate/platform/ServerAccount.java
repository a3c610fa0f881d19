package ai.ominigate.platform;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The operating system's account that PostgreSQL runs under. PostgreSQL refuses to run as root, so root hands it to
 * {@code nobody}; any other user runs it as themselves.
 */
sealed interface ServerAccount {
    /** How long a tiny helper command may take on a busy machine. */
    int HELPER_SECONDS = 30;

    /** What stands before a command so that it runs under this account. */
    List<String> prefix();

    /**
     * What stands before the server's command: as {@link #prefix()}, and the kernel stops the server (fast shutdown)
     * when the thread that started it ends, however that comes about. Where it can be, the server is in a session of
     * its own, so that a Ctrl-C in our terminal is not one for the database, which is to stop last.
     */
    List<String> serverPrefix();

    /** Makes a path the account's own. */
    void own(Path path) throws IOException;

    /** The account of the current user, or the one root hands over to. */
    static ServerAccount current() {
        if (new UnixSystem().getUid() != 0) {
            return new SameUser(ownSession(), onSearchPath("setpriv"));
        }
        if (!onSearchPath("setpriv")) {
            throw new CannotStart(
                    "PostgreSQL must not run as root, and the program setpriv that would hand it to another user is not installed; install the package util-linux, or start OminiGate as a normal user.");
        }
        return new Nobody(ownSession(), groupOfNobody());
    }

    private static List<String> ownSession() {
        return onSearchPath("setsid") ? List.of("setsid") : List.of();
    }

    private static boolean onSearchPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static String groupOfNobody() {
        UserPrincipalLookupService names = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        for (String group : List.of("nogroup", "nobody")) {
            try {
                return names.lookupPrincipalByGroupName(group).getName();
            } catch (UserPrincipalNotFoundException e) {
                // Debian calls it nogroup, others nobody: try the next name.
            } catch (IOException e) {
                throw new CannotStart("The groups of this machine could not be read (%s).".formatted(e), e);
            }
        }
        throw new CannotStart(
                "PostgreSQL must not run as root, and this machine has no group nogroup or nobody to hand it to; start OminiGate as a normal user.");
    }

    /** A user other than root: the server runs as that user. */
    record SameUser(List<String> ownSession, boolean hasSetpriv) implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public List<String> serverPrefix() {
            if (!hasSetpriv) {
                // Without a death signal it had better hear the Ctrl-C that ends us.
                return List.of();
            }
            List<String> prefix = new ArrayList<>(ownSession);
            prefix.addAll(List.of("setpriv", "--pdeathsig", "INT"));
            return prefix;
        }

        @Override
        public void own(Path path) {
            // What this user makes is theirs.
        }
    }

    /** Root: the server runs as {@code nobody}. */
    record Nobody(List<String> ownSession, String group) implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of("setpriv", "--reuid=nobody", "--regid=" + group, "--clear-groups");
        }

        @Override
        public List<String> serverPrefix() {
            List<String> prefix = new ArrayList<>(ownSession);
            prefix.addAll(prefix());
            prefix.add("--pdeathsig");
            prefix.add("INT");
            return prefix;
        }

        @Override
        public void own(Path path) throws IOException {
            UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            view.setOwner(names.lookupPrincipalByName("nobody"));
            view.setGroup(names.lookupPrincipalByGroupName(group));
        }
    }

    /** Refuses a folder that the account cannot walk into, with the sentence that says what to do. */
    default void mustReach(Path folder) throws IOException, InterruptedException {
        if (prefix().isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of("test", "-x", folder.toString()));
        Process test = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (test.waitFor(HELPER_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0) {
            return;
        }
        test.destroyForcibly();
        throw new CannotStart(
                "OminiGate runs as root, so its PostgreSQL runs as the user nobody, who cannot enter %s on the way to %s; choose a data folder elsewhere with OMINIGATE_DATA_DIR (for instance /var/lib/ominigate), or start OminiGate as a normal user."
                        .formatted(closedFolderOnTheWay(folder), folder));
    }

    private static Path closedFolderOnTheWay(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        Path step = absolute.getRoot();
        for (Path name : absolute) {
            step = step.resolve(name);
            if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return step;
            }
        }
        return absolute;
    }
}
