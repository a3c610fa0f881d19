package ai.ominigate.privacy.erasure;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.SecretFile;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.context.annotation.Value;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who was forgotten, outside of the database: a file that nothing goes from, so that an older backup of the database is found
 * to be one. It names accounts by their ids and addresses by keyed hashes, whose key lies beside it.
 *
 * <p>The folder must not be part of the database's backups. Nodes of one database share it.
 */
@Singleton
final class Tombstones implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PEPPER_BYTES = 32;
    private static final int LEDGER_DIGITS = 32;

    private final Path file;
    private final byte[] pepper;
    private final FileChannel lockFile;

    /**
     * One line of the file.
     *
     * @param seq from 1, without gaps
     * @param hmacs of the person's e-mail addresses, in hexadecimal; none any more when their time is over
     * @param plan the version of the plan by which they were forgotten
     * @param erasedAt when that began (RFC 3339)
     * @param member whether the account is theirs alone, who signed in to one that they did not own, by their own id
     */
    @JsonPropertyOrder({"seq", "account", "hmacs", "plan", "erasedAt", "member"})
    record Tombstone(
            long seq,
            UUID account,
            List<String> hmacs,
            int plan,
            String erasedAt,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean member) {
        Tombstone withoutAddresses() {
            return new Tombstone(seq, account, List.of(), plan, erasedAt, member);
        }
    }

    Tombstones(DataFolder data, @Value("${ominigate.privacy.tombstone-folder:}") String setting) {
        Path folder = setting.isBlank() ? data.root().resolve("tombstones") : Path.of(setting);
        this.file = folder.resolve("erased.jsonl");
        try {
            Files.createDirectories(folder);
            Path key = folder.resolve("pepper");
            if (!Files.exists(key)) {
                byte[] fresh = new byte[PEPPER_BYTES];
                new SecureRandom().nextBytes(fresh);
                SecretFile.write(key, Base64.getEncoder().encodeToString(fresh));
            }
            this.pepper = Base64.getDecoder().decode(Files.readString(key).strip());
            this.lockFile =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            all();
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStart(
                    "Who was forgotten cannot be read from %s: %s. Restore the folder, or give it to this user; without it a restored backup would bring people back."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** All, in the order in which they were written. A line that a crash cut short is none yet. */
    List<Tombstone> all() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        List<Tombstone> all = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            if (!line.isEmpty()) {
                try {
                    all.add(JSON.readValue(line, Tombstone.class));
                } catch (JsonProcessingException e) {
                    throw new IOException("line " + (all.size() + 1) + " of " + file + " is damaged", e);
                }
            }
        }
        return all;
    }

    /** Which file it is, whatever it is called: a database that somebody was forgotten in belongs to one. 32 digits. */
    String ledger() {
        return hmac("ledger").substring(0, LEDGER_DIGITS);
    }

    /** Where it lies. */
    Path folder() {
        return Objects.requireNonNull(file.getParent());
    }

    /**
     * Has no hash of an address any more of whoever was forgotten before that time. That they were stays, by their account.
     *
     * @return how many tombstones it concerned
     */
    synchronized int forgetAddresses(Instant before) throws IOException {
        try (FileLock _ = lock()) {
            List<Tombstone> all = all();
            List<Tombstone> after = all.stream()
                    .map(each -> Instant.parse(each.erasedAt()).isBefore(before) ? each.withoutAddresses() : each)
                    .toList();
            int changed = Math.toIntExact(IntStream.range(0, all.size())
                    .filter(i -> !all.get(i).equals(after.get(i)))
                    .count());
            if (changed > 0) {
                replace(after);
            }
            return changed;
        }
    }

    /** By a whole new file, so that nobody ever finds half of one. */
    private void replace(List<Tombstone> all) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Tombstone each : all) {
            text.append(JSON.writeValueAsString(each)).append('\n');
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Held against whoever else writes, in this process by the monitor, in others by a file that stays where it is. */
    private FileLock lock() throws IOException {
        return lockFile.lock();
    }

    /**
     * Writes one for this account, unless there is one; returns its number when it is on the disk.
     *
     * @param member whether it is of somebody who signs in to an account that they do not own, by their own id
     */
    synchronized long add(UUID account, boolean member, List<String> hmacs, int plan, String erasedAt)
            throws IOException {
        try (FileLock _ = lock();
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            List<Tombstone> all = all();
            for (Tombstone each : all) {
                if (each.account().equals(account)) {
                    return each.seq();
                }
            }
            Tombstone next = new Tombstone(all.size() + 1L, account, hmacs, plan, erasedAt, member);
            String text = Files.readString(file);
            channel.position(text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length);
            ByteBuffer line = StandardCharsets.UTF_8.encode(JSON.writeValueAsString(next) + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.truncate(channel.position());
            channel.force(true);
            return next.seq();
        }
    }

    @Override
    @PreDestroy
    public void close() throws IOException {
        lockFile.close();
    }

    /** The keyed hash of an address, whose capitals do not matter. */
    String hmac(String address) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
            return HexFormat.of()
                    .formatHex(mac.doFinal(address.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
