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

    /** How many living instances there are of the classes whose names fit. */
    public static Map<String, Long> instances(Predicate<String> fits) {
        Map<String, Long> instances = new TreeMap<>();
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
                            Long.parseLong(matcher.group(1)),
                            Long::sum);
                }
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
        return instances;
    }
}
