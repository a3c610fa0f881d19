package ai.ominigate.dashboard;

import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What pages load beside themselves, all of it from here. The address of each has a part of its SHA-256, so that a browser
 * may keep it for good and still never has an old one.
 */
@Singleton
public final class Assets {
    private static final int PRINT = 12;
    private static final String HTMX = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, Asset> served = new HashMap<>();

    /** One file. */
    record Asset(String type, byte[] bytes, String print) {}

    Assets() throws IOException {
        add("style.css", "text/css; charset=utf-8", bytes("dashboard/style.css"));
        add("page.js", "text/javascript; charset=utf-8", bytes("dashboard/page.js"));
        add("mark.svg", "image/svg+xml", bytes("dashboard/mark.svg"));
        add("htmx.js", "text/javascript; charset=utf-8", bytes(htmx()));
    }

    private static String htmx() throws IOException {
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(bytes(HTMX)));
        return "META-INF/resources/webjars/htmx.org/%s/dist/htmx.min.js".formatted(properties.getProperty("version"));
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(Assets.class.getClassLoader().getResourceAsStream(resource), resource)) {
            return file.readAllBytes();
        }
    }

    private void add(String name, String type, byte[] bytes) {
        String print = print(bytes);
        int dot = name.lastIndexOf('.');
        String file = name.substring(0, dot) + "-" + print + name.substring(dot);
        paths.put(name, "/assets/" + file);
        served.put(file, new Asset(type, bytes, print));
    }

    private static String print(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, PRINT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Where a page finds one, by its name without the print. */
    public String path(String name) {
        return Objects.requireNonNull(paths.get(name), name);
    }

    /** The one that is served under this name, or null. */
    @Nullable
    Asset find(String file) {
        return served.get(file);
    }
}
