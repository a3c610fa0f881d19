package ai.ominigate.staff.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Verifies an exported log, with nothing but the file, the public key and what the auditor has kept. */
public final class BundleCheck {
    private static final JsonFactory JSON = new JsonFactory();

    private BundleCheck() {}

    /**
     * What was found.
     *
     * @param origin which log it is
     * @param entries how many entries were followed
     * @param checkpoints how many checkpoints there were to hold them against
     * @param firstBad the first entry that is not what was written, or is missing; null if all is well
     * @param problem what was found there; null if all is well
     */
    public record Report(
            String origin,
            long entries,
            long checkpoints,
            @Nullable Long firstBad,
            @Nullable String problem) {
        /** Whether the file is what was written. */
        public boolean ok() {
            return firstBad == null;
        }
    }

    /** The file is no exported log, or what it is to be verified with is not what it should be. */
    public static final class NotABundle extends Exception {
        private static final long serialVersionUID = 1L;

        NotABundle(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * Verifies a file.
     *
     * @param keys the public keys that the log is signed with, at least one, as auditors were given them
     * @param kept signed checkpoints of the log from elsewhere
     * @throws NotABundle with a sentence for the auditor
     * @throws IOException if the file cannot be read
     */
    public static Report run(Path file, List<String> keys, List<String> kept) throws NotABundle, IOException {
        List<VerifierKey> trusted = keys(keys);
        String origin = trusted.getFirst().name();
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            List<Verification.Claim> claims = new ArrayList<>();
            for (String note : Notes.in(text(zip, Bundle.CHECKPOINTS))) {
                claims.add(claim(note, "in the bundle"));
            }
            if (claims.isEmpty()) {
                throw new NotABundle("There is no checkpoint in " + file + ", so that it proves nothing.", null);
            }
            for (String note : kept) {
                claims.add(claim(note, "that you have kept"));
            }
            Verification verification = new Verification(new Hashing(), origin, trusted, claims);
            Finding finding = follow(zip, verification);
            return new Report(
                    origin,
                    verification.size(),
                    verification.checkpoints(),
                    finding == null ? null : finding.index(),
                    finding == null ? null : finding.problem());
        } catch (ZipException e) {
            throw new NotABundle(file + " is no exported audit log: it is no zip file.", e);
        }
    }

    private static List<VerifierKey> keys(List<String> texts) throws NotABundle {
        List<VerifierKey> keys = new ArrayList<>();
        for (String text : texts) {
            try {
                keys.add(VerifierKey.parse(text));
            } catch (IllegalArgumentException e) {
                throw new NotABundle(String.valueOf(e.getMessage()), e);
            }
        }
        if (keys.stream().map(VerifierKey::name).distinct().count() != 1) {
            throw new NotABundle("The keys are of more than one log.", null);
        }
        return keys;
    }

    private static Verification.Claim claim(String note, String where) throws NotABundle {
        String ended = note.endsWith("\n") ? note : note + "\n";
        try {
            return new Verification.Claim(SignedCheckpoint.parse(ended).size(), ended, where);
        } catch (IllegalArgumentException e) {
            throw new NotABundle("A checkpoint " + where + " cannot be read.", e);
        }
    }

    private static String text(ZipFile zip, String name) throws IOException, NotABundle {
        try (InputStream part = part(zip, name)) {
            return new String(part.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream part(ZipFile zip, String name) throws IOException, NotABundle {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new NotABundle(zip.getName() + " is no exported audit log: it has no " + name + ".", null);
        }
        return zip.getInputStream(entry);
    }

    private static @Nullable Finding follow(ZipFile zip, Verification verification) throws IOException, NotABundle {
        Hashing hashing = new Hashing();
        try (BufferedReader records =
                new BufferedReader(new InputStreamReader(part(zip, Bundle.RECORDS), StandardCharsets.UTF_8))) {
            for (String line = records.readLine(); line != null; line = records.readLine()) {
                Link link = Link.read(line);
                if (link == null) {
                    long next = verification.size() + 1;
                    return new Finding(next, "Entry %d cannot be read.".formatted(next));
                }
                Hash leaf = hashing.leaf(line.getBytes(StandardCharsets.UTF_8));
                Finding finding = verification.follow(link.seq(), link.prev(), leaf);
                if (finding != null) {
                    return finding;
                }
            }
        }
        Finding missing = verification.end();
        if (missing == null && verification.vouched() < verification.size()) {
            long next = verification.vouched() + 1;
            return new Finding(next, "No checkpoint speaks for the entries from %d on.".formatted(next));
        }
        return missing;
    }

    /** What ties a record to the one before. */
    private record Link(long seq, Hash prev) {

        static @Nullable Link read(String line) {
            try (JsonParser json = JSON.createParser(line)) {
                Long seq = null;
                Hash prev = null;
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return null;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    JsonToken value = json.nextToken();
                    if (field.equals("seq") && value == JsonToken.VALUE_NUMBER_INT) {
                        seq = json.getLongValue();
                    } else if (field.equals("prev") && value == JsonToken.VALUE_STRING) {
                        prev = Hash.ofHex(json.getText());
                    }
                    json.skipChildren();
                }
                return seq == null || prev == null ? null : new Link(seq, prev);
            } catch (IOException | IllegalArgumentException e) {
                return null;
            }
        }
    }
}
