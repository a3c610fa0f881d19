package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * A journal whose bytes a disk has changed: whoever reads it gets the records before the damage, whole and in order,
 * and never one whose bytes are not those that were written. The first byte of the input chooses whether the rest is
 * damage to a good journal or the content of one record with the right checksum.
 */
public final class JournalReaderFuzz {
    private static final int SEGMENT = 1 << 12;
    private static final int RECORDS = 16;
    private static final Written WRITTEN = Written.make();

    private JournalReaderFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        if ((input[0] & 1) == 0) {
            damage(rest);
        } else {
            decode(rest);
        }
    }

    /** Each three bytes change one of the journal's. */
    private static void damage(byte[] changes) {
        byte[] bytes = WRITTEN.bytes.clone();
        for (int i = 0; i + 2 < changes.length; i += 3) {
            int at = ((changes[i] & 0xFF) << 8 | (changes[i + 1] & 0xFF)) % bytes.length;
            bytes[at] ^= changes[i + 2];
        }
        int sound = WRITTEN.soundRecords(bytes);
        WRITTEN.write(bytes);
        WRITTEN.assertReaderStopsAt(sound);
        WRITTEN.assertRecoveryKeeps(sound, bytes);
    }

    /** Whatever the checksum vouches for is an event that would be written just so, or is refused. */
    private static void decode(byte[] content) {
        int length = JournalFormat.RECORD_HEADER + content.length - 1;
        if (length <= JournalFormat.RECORD_HEADER || length > JournalFormat.MAX_RECORD) {
            return;
        }
        ByteBuffer record = ByteBuffer.allocate(length);
        record.putInt(length).putInt(0).put(content[0]).putInt(1).putLong(1).putInt(1);
        record.put(content, 1, content.length - 1);
        CRC32C crc = new CRC32C();
        crc.update(record.array(), 0, Integer.BYTES);
        crc.update(record.array(), 2 * Integer.BYTES, length - 2 * Integer.BYTES);
        record.putInt(Integer.BYTES, (int) crc.getValue());
        JournalFormat.Frame frame = JournalFormat.frameAt(record, 0);
        assertThat(frame).isNotNull();
        CallEvent event;
        try {
            event = JournalFormat.decode(record, frame).event();
        } catch (RuntimeException e) {
            return; // "written by a version that knows more": recovery halts, and says so
        }
        assertThat(event).isNotNull();
    }

    /** A journal as it was written, still open, and its file, which is damaged again and again. */
    private record Written(
            JournalOnDisk disk,
            JournalOnDisk copy,
            Path file,
            byte[] bytes,
            JournalPosition start,
            List<Integer> ends,
            List<JournalRecord> records) {

        static Written make() {
            JournalOnDisk disk = new JournalOnDisk(SEGMENT);
            JournalOnDisk copy = new JournalOnDisk(SEGMENT);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                disk.close();
                copy.close();
            }));
            disk.open();
            Calls calls = new Calls(1);
            Random random = new Random(1);
            for (int i = 0; i < RECORDS; i++) {
                CallEvent.Intent intent = calls.intent();
                disk.append(random.nextBoolean() ? intent : calls.end(intent));
            }
            List<Integer> ends = new ArrayList<>();
            JournalPosition start = disk.journal().oldest();
            List<JournalRecord> records = new ArrayList<>();
            try (JournalReader reader = disk.journal().read(start)) {
                for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
                    records.add(next);
                    ends.add(reader.position().offset());
                }
                Path file = disk.segments().getFirst();
                return new Written(disk, copy, file, Files.readAllBytes(file), start, ends, records);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write(byte[] changed) {
            try {
                Files.write(file, changed);
                Files.write(copy.folder.resolve(file.getFileName()), changed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** How many records come before the first damage. */
        int soundRecords(byte[] changed) {
            int from = JournalFormat.SEGMENT_HEADER;
            for (int i = 0; i < ends.size(); i++) {
                int to = ends.get(i);
                if (!Arrays.equals(bytes, from, to, changed, from, to)) {
                    return i;
                }
                from = to;
            }
            return ends.size();
        }

        void assertReaderStopsAt(int sound) {
            List<JournalRecord> read = new ArrayList<>();
            try (JournalReader reader = disk.journal().read(start)) {
                for (JournalRecord next = reader.next(); next != null; next = reader.next()) {
                    read.add(next);
                }
                assertThat(sound).as("nothing was noticed").isEqualTo(RECORDS);
            } catch (IOException e) {
                assertThat(sound).as(e.getMessage()).isLessThan(RECORDS);
            }
            assertThat(read).isEqualTo(records.subList(0, sound));
        }

        void assertRecoveryKeeps(int sound, byte[] changed) {
            boolean headerSound = Arrays.equals(bytes, 0, 48, changed, 0, 48);
            Recovery.Found found;
            try {
                found = copy.recover();
            } catch (CannotStart e) {
                assertThat(sound < RECORDS || !headerSound).as(e.getMessage()).isTrue();
                return;
            }
            assertThat(found).isNotNull();
            assertThat(headerSound).isTrue();
            assertThat(found.end().seq()).isEqualTo(sound + 1L);
            assertThat(found.end().offset()).isEqualTo(sound == 0 ? JournalFormat.SEGMENT_HEADER : ends.get(sound - 1));
        }
    }
}
