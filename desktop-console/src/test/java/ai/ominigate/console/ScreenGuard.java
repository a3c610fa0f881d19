package ai.ominigate.console;

import ai.ominigate.console.view.ScreenWatch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test during which the console held the thread that draws. It holds it in two ways. Either it works too long:
 * that is measured as the time that the processor spends on that thread, as the time that passes says more about the
 * machine than about the console. A JVM loads and interprets what it does the first times, and compiles it only then, so each
 * thing may be slow {@value #COLD} times. Or it waits there, for an answer, a file, a thread or a time: a second thread looks what the
 * first one is at every few milliseconds, and one such look is enough.
 */
public final class ScreenGuard implements BeforeAllCallback, AfterEachCallback {

    private static final int COLD = 4;
    private static final long LOOKS_EVERY_NANOS = 3_000_000;
    private static final String OURS = "ai.ominigate.console.";
    private static final List<String> MACHINERY =
            List.of("view.ScreenWatch", "view.Tasks", "remote.Calls", "Screen", "OpenConsole", "ScreenGuard");
    private static final Set<String> WAITS = Set.of(
            "java.lang.Thread.sleep",
            "java.lang.Thread.join",
            "java.lang.Object.wait",
            "java.lang.Process.waitFor",
            "java.util.concurrent.CompletableFuture.get",
            "java.util.concurrent.CompletableFuture.join",
            "java.util.concurrent.FutureTask.get",
            "java.util.concurrent.CountDownLatch.await",
            "java.util.concurrent.locks.LockSupport.park",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "okhttp3.internal.connection.RealCall.execute",
            "retrofit2.OkHttpCall.execute");
    private static final Set<String> WAITING_CLASSES = Set.of(
            "java.net.InetAddress",
            "java.net.Socket",
            "java.nio.file.Files",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "sun.nio.ch.NioSocketImpl",
            "sun.nio.ch.SocketChannelImpl");

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final ScreenWatch WATCH =
            new ScreenWatch(THREADS::getCurrentThreadCpuTime, held -> workedTooLong(held));
    private static final List<String> TROUBLE = new CopyOnWriteArrayList<>();
    private static final Map<String, Integer> SLOW = new HashMap<>();

    private static volatile Seen seen = new Seen(null, "", List.of());
    private static @Nullable Thread looking;

    /**
     * What the looks at one piece of work saw of the console's own.
     *
     * @param handler the method that the work began in
     * @param frames the method that each look found at work
     */
    private record Seen(ScreenWatch.@Nullable Work work, String handler, List<String> frames) {}

    /** The one for every window of this JVM. Starts to look with the first of them; called on JavaFX's thread. */
    static ScreenWatch watch() {
        if (looking == null) {
            Thread screen = Thread.currentThread();
            looking = Thread.ofPlatform().daemon().name("screen-guard").start(() -> look(screen));
        }
        return WATCH;
    }

    private static void look(Thread screen) {
        while (true) {
            LockSupport.parkNanos(LOOKS_EVERY_NANOS);
            ScreenWatch.Work before = WATCH.current();
            if (before == null) {
                continue;
            }
            StackTraceElement[] stack = screen.getStackTrace();
            if (WATCH.current() == before) {
                note(before, stack);
            }
        }
    }

    private static void note(ScreenWatch.Work work, StackTraceElement[] stack) {
        List<String> ours = Arrays.stream(stack)
                .filter(ScreenGuard::isOurs)
                .map(frame -> frame.getClassName().substring(OURS.length()) + "." + frame.getMethodName())
                .toList();
        if (ours.isEmpty()) {
            return;
        }
        Seen last = seen;
        boolean goesOn = last.work() == work;
        List<String> all = new ArrayList<>(goesOn ? last.frames() : List.of());
        all.add(ours.getFirst());
        seen = new Seen(work, ours.getLast(), all);
        String wait = waitIn(stack);
        if (wait != null) {
            TROUBLE.add("The thread that draws waits in %s: %s\n    %s"
                    .formatted(
                            wait,
                            work.what(),
                            Arrays.stream(stack).map(Object::toString).collect(Collectors.joining("\n    "))));
        }
    }

    /** Whether it is the console's, and not that of who measures, who brings it there, or the tests. */
    private static boolean isOurs(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith(OURS) && MACHINERY.stream().noneMatch(each -> name.startsWith(OURS + each));
    }

    /** What it waits in, called by the console; null if it works, or if Java reads parts of the program itself, or randomness. */
    private static @Nullable String waitIn(StackTraceElement[] stack) {
        String wait = null;
        for (StackTraceElement frame : stack) {
            String type = frame.getClassName();
            if (isOurs(frame)) {
                return wait;
            }
            // Somebody else is in a lock for a moment, as where JSON's readers are made; what waits long has other
            // methods.
            if (type.equals("java.util.concurrent.locks.ReentrantLock")) {
                return null;
            }
            if (type.startsWith("jdk.internal.loader.")
                    || type.equals("java.lang.ClassLoader")
                    || type.startsWith("java.util.ResourceBundle")
                    || type.startsWith("java.util.prefs.")
                    || type.startsWith("sun.security.provider.NativePRNG")
                    || type.startsWith("javafx.fxml.")
                    || type.startsWith("com.sun.javafx.tk.")
                    || type.startsWith("com.sun.prism.")
                    || type.startsWith("com.sun.javafx.font.")) {
                return null;
            }
            String method = type + "." + frame.getMethodName();
            if (wait == null && (WAITS.contains(method) || WAITING_CLASSES.contains(type))) {
                wait = method;
            }
        }
        return null;
    }

    private static void workedTooLong(ScreenWatch.Held held) {
        Seen last = seen;
        boolean looked = last.work() == held.work();
        String handler = held.work().what() + " in " + (looked ? last.handler() : "what nobody saw");
        int times = SLOW.merge(handler, 1, Integer::sum);
        String words = "The console worked for %d ms on the thread that draws (%d. time): %s, mostly in %s"
                .formatted(held.took().toMillis(), times, handler, looked ? mostly(last.frames()) : "?");
        System.out.println("screen-guard: " + words);
        if (times > COLD) {
            TROUBLE.add(words);
        }
    }

    /** The methods of the console's that most looks saw at work. */
    private static String mostly(List<String> frames) {
        return frames.stream().collect(Collectors.groupingBy(frame -> frame, Collectors.counting())).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(4)
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        TROUBLE.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> trouble = List.copyOf(TROUBLE);
        TROUBLE.clear();
        if (!trouble.isEmpty()) {
            throw new AssertionError(String.join("\n", trouble));
        }
    }
}
