package ai.ominigate;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The first class to run, compiled for Java 8 so that any {@code java} can run it: on Java 25 it calls the application,
 * on an older one it finds a Java 25 on this machine and runs the same command with it.
 */
public final class Main {
    private static final int NEEDED = 25;
    private static final int CHILD_STOPS_WITHIN_SECONDS = 90;
    private static final String APPLICATION = "ai.ominigate.Application";

    private Main() {}

    /** Starts OminiGate, or says in one sentence why it cannot and exits with 1. */
    public static void main(String[] args) throws Exception {
        if (featureVersion(System.getProperty("java.specification.version", "0")) >= NEEDED) {
            runHere(args);
            return;
        }
        File java = findJava();
        if (java == null) {
            System.err.println("OminiGate needs Java 25, but this is Java " + System.getProperty("java.version")
                    + " and no newer one was found on this machine; install one (for example Eclipse Temurin 25)"
                    + " or point JAVA_HOME at it.");
            System.exit(1);
        }
        System.exit(runWith(java, args));
    }

    private static void runHere(String[] args) throws Exception {
        try {
            Class.forName(APPLICATION).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
        }
    }

    private static int runWith(File java, String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java.getPath());
        command.addAll(Arrays.asList(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                // A heap dump would hold prompts.
                "-XX:-HeapDumpOnOutOfMemoryError"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dominigate.stop-with-parent=" + ownProcessId());
        command.addAll(Arrays.asList("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(args));
        final Process child = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(new Runnable() {
            @Override
            public void run() {
                stop(child);
            }
        }));
        return child.waitFor();
    }

    private static void stop(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(CHILD_STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
        }
    }

    /** Java 8 knows the process id only as the part of this name before the at sign. */
    private static String ownProcessId() {
        return ManagementFactory.getRuntimeMXBean().getName().split("@")[0];
    }

    private static File findJava() {
        for (File home : candidates()) {
            File java = new File(home, "bin/java");
            if (java.canExecute() && featureVersion(versionOf(home)) >= NEEDED) {
                return java;
            }
        }
        return null;
    }

    private static List<File> candidates() {
        List<File> homes = new ArrayList<>();
        for (String variable : new String[] {"JAVA_HOME", "JDK_25", "JAVA_25_HOME", "JAVA_HOME_25_X64"}) {
            String value = System.getenv(variable);
            if (value != null && !value.isEmpty()) {
                homes.add(new File(value));
            }
        }
        String user = System.getProperty("user.home", "");
        for (String folder : new String[] {
            "/usr/lib/jvm",
            "/usr/java",
            "/opt",
            "/opt/java",
            user + "/.sdkman/candidates/java",
            user + "/.jdks",
            user + "/.local/share/mise/installs/java"
        }) {
            addChildren(homes, folder, "");
        }
        addChildren(homes, "/Library/Java/JavaVirtualMachines", "Contents/Home");
        addChildren(homes, user + "/Library/Java/JavaVirtualMachines", "Contents/Home");
        homes.add(new File("/opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home"));
        homes.add(new File("/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home"));
        return homes;
    }

    private static void addChildren(List<File> homes, String folder, String below) {
        File[] children = new File(folder).listFiles();
        if (children == null) {
            return;
        }
        Arrays.sort(children);
        for (File child : children) {
            homes.add(below.isEmpty() ? child : new File(child, below));
        }
    }

    /** Every JDK says its version in the file {@code release}; reading it is quicker than running it. */
    private static String versionOf(File home) {
        try (BufferedReader release = new BufferedReader(new InputStreamReader(
                Files.newInputStream(new File(home, "release").toPath()), StandardCharsets.UTF_8))) {
            for (String line = release.readLine(); line != null; line = release.readLine()) {
                if (line.startsWith("JAVA_VERSION=")) {
                    return line.substring("JAVA_VERSION=".length()).replace("\"", "");
                }
            }
        } catch (IOException e) {
            // A folder without that file is no JDK; the next candidate may be one.
        }
        return "0";
    }

    /** {@code 1.8.0_402} is 8, {@code 25.0.3} and {@code 25-ea} are 25. */
    private static int featureVersion(String version) {
        String[] parts = (version.startsWith("1.") ? version.substring(2) : version).split("[^0-9]");
        return parts.length == 0 || parts[0].isEmpty() ? 0 : Integer.parseInt(parts[0]);
    }
}
