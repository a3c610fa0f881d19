package ai.ominigate.abuse.signal;

import ai.ominigate.platform.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small file in MaxMind's format, made up for a test: a few networks with what they are said to be (<a
 * href="https://maxmind.github.io/MaxMind-DB/">MaxMind DB File Format</a>, version 2.0).
 */
final class MmdbFile {
    private static final int IPV6_BITS = 128;
    private static final int IPV4_BITS = 32;
    private static final int SEPARATOR = 16;
    private static final int RECORD_BITS = 24;

    private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Offsets in the data section, by the negative numbers that stand for them in {@link #nodes}. */
    private final List<Integer> offsets = new ArrayList<>();

    MmdbFile country(String network, String iso) {
        return add(network, Map.of("country", Map.of("iso_code", iso)));
    }

    MmdbFile city(String network, String iso, double latitude, double longitude, int radius) {
        return add(
                network,
                Map.of(
                        "country", Map.of("iso_code", iso),
                        "location", Map.of("latitude", latitude, "longitude", longitude, "accuracy_radius", radius)));
    }

    MmdbFile system(String network, long number) {
        return add(network, Map.of("autonomous_system_number", number));
    }

    private MmdbFile add(String text, Map<String, ?> record) {
        Network network = Network.parse(text);
        byte[] address = new byte[IPV6_BITS / 8];
        System.arraycopy(
                network.address(), 0, address, address.length - network.address().length, network.address().length);
        int bits = network.isIpv6() ? network.bits() : network.bits() + IPV6_BITS - IPV4_BITS;
        offsets.add(data.size());
        data.writeBytes(encoded(record));
        int node = 0;
        for (int bit = 0; bit < bits; bit++) {
            int side = address[bit / 8] >> (7 - bit % 8) & 1;
            if (bit == bits - 1) {
                nodes.get(node)[side] = -offsets.size();
            } else {
                if (nodes.get(node)[side] <= 0) {
                    nodes.add(new int[2]);
                    nodes.get(node)[side] = nodes.size() - 1;
                }
                node = nodes.get(node)[side];
            }
        }
        return this;
    }

    Path write(Path file, Instant builtAt) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int side : node) {
                int record =
                        side == 0 ? nodes.size() : side > 0 ? side : nodes.size() + SEPARATOR + offsets.get(-side - 1);
                out.write(record >> 16);
                out.write(record >> 8);
                out.write(record);
            }
        }
        out.writeBytes(new byte[SEPARATOR]);
        out.writeBytes(data.toByteArray());
        out.writeBytes(new byte[] {(byte) 0xAB, (byte) 0xCD, (byte) 0xEF});
        out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(encoded(new TreeMap<>(Map.of(
                "binary_format_major_version",
                2,
                "binary_format_minor_version",
                0,
                "build_epoch",
                builtAt.getEpochSecond(), // of 64 bits in real files
                "database_type",
                "Test",
                "description",
                Map.of("en", "Made up"),
                "ip_version",
                6,
                "languages",
                List.of("en"),
                "node_count",
                (long) nodes.size(),
                "record_size",
                RECORD_BITS))));
        return Files.write(file, out.toByteArray());
    }

    private static byte[] encoded(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.write(2 << 5 | bytes.length);
                out.writeBytes(bytes);
            }
            case Double number -> {
                out.write(3 << 5 | 8);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case Integer number -> {
                out.write(5 << 5 | 2);
                out.writeBytes(
                        ByteBuffer.allocate(2).putShort(number.shortValue()).array());
            }
            case Long number
            when number < 1L << 31 && number > -1 -> {
                out.write(6 << 5 | 4);
                out.writeBytes(ByteBuffer.allocate(4).putInt(number.intValue()).array());
            }
            case Map<?, ?> map -> {
                out.write(7 << 5 | map.size());
                map.forEach((name, field) -> {
                    out.writeBytes(encoded(name));
                    out.writeBytes(encoded(field));
                });
            }
            case List<?> list -> {
                out.write(list.size());
                out.write(11 - 7);
                list.forEach(element -> out.writeBytes(encoded(element)));
            }
            default -> throw new IllegalArgumentException("not needed yet: " + value.getClass());
        }
        return out.toByteArray();
    }
}
