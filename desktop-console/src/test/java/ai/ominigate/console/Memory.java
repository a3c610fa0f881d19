package ai.ominigate.console;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** What this JVM keeps. */
public final class Memory {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final int COLLECTIONS = 4;

    private Memory() {}

    /** Bytes in use, after what is no longer needed was thrown away. */
    public static long used() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The living instances of a class, and the bytes that they take. */
    public record Instances(long count, long bytes) {
        private Instances and(Instances more) {
            return new Instances(count + more.count, bytes + more.bytes);
        }
    }

    /** The living instances of the classes whose names fit, as a JVM names them: {@code [I} for arrays of numbers. */
    public static Map<String, Instances> instances(Predicate<String> fits) {
        Map<String, Instances> instances = new TreeMap<>();
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            for (String line : histogram.split("\n")) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches() && fits.test(matcher.group(3))) {
                    instances.merge(
                            matcher.group(3).replaceAll("[/.]?0x[0-9a-f]+", ""),
                            new Instances(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
                            Instances::and);
                }
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
        return instances;
    }
}
