package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.signal.Observation.PaymentOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An hour of customers who do nothing wrong, after a week in which they did the same: an office behind one address, build
 * servers, phones, a nightly job, a model's first day, a team in one account. No rule has anything to say of it, in shadow or not.
 */
class HonestTrafficTest {
    private static final int DAYS_BEFORE = 7;
    private static final String OFFICE = "203.0.113.10";

    private final Random random = new Random(20261127);

    @Test
    void anHourOfHonestTrafficRaisesNothing(@TempDir Path folder) throws IOException {
        Scene scene = new Scene(networks(folder));
        for (int hour = 0; hour < 24 * DAYS_BEFORE; hour++) {
            usualHour(scene, hour % 24);
            scene.pass(Duration.ofHours(1));
        }
        assertThat(scene.told()).as("the week before").isEmpty();

        long begin = scene.now();
        scene.detection.launches().are(Map.of("launched", begin));
        int observations = 0;
        for (int second = 0; second < 3_600; second++) {
            observations += honestSecond(scene, second);
            scene.pass(Duration.ofSeconds(1));
        }

        assertThat(Duration.ofMillis(scene.now() - begin)).isEqualTo(Duration.ofHours(1));
        assertThat(observations).as("there was traffic").isGreaterThan(40_000);
        assertThat(scene.flags()).isEmpty();
    }

    private static NetworkData networks(Path folder) throws IOException {
        Path geo = new MmdbFile()
                .city("203.0.113.0/24", "NL", 52.37, 4.9, 20)
                .city("198.51.100.0/24", "NL", 52.09, 5.12, 50)
                .city("192.0.2.0/25", "US", 39.04, -77.49, 50)
                .city("192.0.2.128/25", "IE", 53.35, -6.26, 50)
                .write(folder.resolve("geo.mmdb"), Scene.BEGIN);
        Path asn = new MmdbFile()
                .system("203.0.113.0/24", 64_501)
                .system("198.51.100.0/24", 64_502)
                .system("192.0.2.0/24", 64_503)
                .write(folder.resolve("asn.mmdb"), Scene.BEGIN);
        Path tor = Files.writeString(folder.resolve("tor.txt"), "198.18.0.1\n");
        Path hosting = Files.writeString(folder.resolve("hosting.txt"), "64503\n");
        for (Path file : List.of(tor, hosting)) {
            Files.setLastModifiedTime(file, FileTime.from(Scene.BEGIN));
        }
        Instant now = Scene.BEGIN.plus(Duration.ofDays(DAYS_BEFORE));
        return new NetworkData(
                new NetworkFiles(geo.toString(), asn.toString(), tor.toString(), hosting.toString(), ""), () -> now);
    }

    /** What made up the week before, coarsely: so that it is known what is usual. */
    private void usualHour(Scene scene, int hour) {
        for (int i = 0; i < 60; i++) {
            scene.calling(account(i), key(i))
                    .from(home(i))
                    .tokens(2_000)
                    .dollars(0.02)
                    .calls(20, 0, 0);
        }
        if (hour == 0) {
            for (int i = 0; i < 100; i++) {
                nightlyJob(scene);
            }
        }
    }

    private int honestSecond(Scene scene, int second) {
        int told = office(scene, second) + builds(scene, second) + phones(scene, second) + launch(scene, second);
        if (second >= 600 && second < 1_200 && second % 6 == 0) {
            nightlyJob(scene);
            told++;
        }
        return told + passersBy(scene, second) + team(scene, second);
    }

    /** Two hundred people behind one address: some mistype, some try a key of last year, a team is new today. */
    private int office(Scene scene, int second) {
        int told = 0;
        if (second % 20 == 0) {
            UUID employee = account(1_000 + second / 20);
            if (random.nextInt(4) == 0) {
                scene.signIn(OFFICE, employee, false);
                told++;
            }
            scene.signIn(OFFICE, employee, true);
            scene.comes(OFFICE, employee, new UUID(3, second), random.nextInt(10) == 0);
            told += 2;
        }
        if (second % 600 == 30) {
            UUID colleague = account(2_000 + second);
            scene.tell(new Observation.SignedUp(scene.now(), Scene.network(OFFICE), colleague, second, false));
            told++;
        }
        if (second % 500 == 50) {
            boolean declined = second % 1_000 == 50;
            scene.tell(new Observation.PaymentTried(
                    scene.now(),
                    Scene.network(OFFICE),
                    account(second),
                    25_000_000_000L,
                    declined ? PaymentOutcome.DECLINED : PaymentOutcome.SUCCEEDED));
            told++;
        }
        for (int i = 0; i < 4; i++) {
            int who = random.nextInt(30);
            scene.calling(account(who), key(who))
                    .from(OFFICE)
                    .tokens(1_500)
                    .dollars(0.015)
                    .call();
        }
        if (second % 300 == 7) {
            scene.unknownKey(OFFICE, second / 300); // keys that have expired on laptops
            told++;
        }
        return told + 4;
    }

    /** Build servers come from ever other addresses of a cloud, run into their limits and back off; one has a wrong key. */
    private int builds(Scene scene, int second) {
        String runner = "192.0.2." + (1 + second / 90);
        scene.calling(account(40), key(40))
                .from(runner)
                .tokens(800)
                .dollars(0.01)
                .calls(2, 0, 0);
        scene.unknownKey("192.0.2.99", 4711);
        if (second % 300 < 20) {
            scene.calling(account(41), key(41)).from("192.0.2.100").tokens(0).calls(60, 50, 0);
        }
        return 3;
    }

    /** Three hundred phones, each on a few addresses of its operator. */
    private int phones(Scene scene, int second) {
        for (int i = 0; i < 6; i++) {
            int phone = random.nextInt(300);
            String address = "198.51.100." + (phone * 7 + random.nextInt(8)) % 250;
            scene.calling(account(500 + phone), key(500 + phone))
                    .from(address)
                    .tokens(300)
                    .dollars(0.002)
                    .call();
        }
        if (second % 60 == 0) {
            scene.comes(second % 120 == 0 ? "198.51.100.7" : OFFICE, account(59), new UUID(4, second), false);
        }
        return 6;
    }

    /** Everybody tries the model that came out today; some like it and move their work. */
    private int launch(Scene scene, int second) {
        int who = random.nextInt(60);
        boolean tries = second < 900;
        scene.calling(account(who), key(who))
                .from(home(who))
                .model("launched")
                .tokens(tries ? 40 : 2_000 + random.nextInt(2_000))
                .dollars(tries ? 0 : 0.02)
                .call();
        return 1;
    }

    /** Expensive, and at its usual hour. */
    private void nightlyJob(Scene scene) {
        scene.calling(account(45), key(45))
                .from(home(45))
                .tokens(80_000)
                .dollars(0.8)
                .call();
    }

    /** Somebody reads prices without a key, somebody researches what models refuse, somebody moves to another laptop. */
    private int passersBy(Scene scene, int second) {
        if (second % 3 == 0) {
            scene.tell(new Observation.CatalogueRead(scene.now(), Scene.network("203.0.113.77"), 1));
        }
        scene.calling(account(50), key(50))
                .from(home(50))
                .tokens(500)
                .dollars(0.005)
                .calls(1, 0, second % 40 == 0 ? 1 : 0);
        if (second == 1_800) {
            scene.comes(home(51), account(51), new UUID(5, 5), true);
            scene.tell(new Observation.EmailChanged(scene.now(), account(51), account(51)));
        }
        if (second % 400 == 0) {
            List<UUID> forgetful = new ArrayList<>(List.of(account(52), account(53)));
            forgetful.forEach(each -> scene.signIn(home(52), each, false));
        }
        return 2;
    }

    /**
     * Three people in one account, here and overseas: one comes with another laptop, one has another address, one makes keys,
     * within minutes, and their build server's key makes some too.
     */
    private int team(Scene scene, int second) {
        UUID account = account(54);
        UUID ada = new UUID(7, 1);
        UUID bob = new UUID(7, 2);
        UUID eve = new UUID(7, 3);
        if (second % 120 == 0) {
            scene.comes(OFFICE, account, ada, new UUID(6, second), second == 1_200);
            scene.comes("192.0.2.20", account, eve, new UUID(8, second), false);
        }
        if (second == 1_260) {
            scene.tell(new Observation.EmailChanged(scene.now(), account, bob));
        }
        if (second % 300 == 0) {
            UUID key = new UUID(9, second);
            scene.tell(new Observation.KeyCreated(scene.now(), account, second % 600 == 0 ? eve : null, key));
        }
        return second % 120 == 0 ? 2 : 0;
    }

    private static String home(int who) {
        return "203.0.113." + (100 + who);
    }

    private static UUID account(int number) {
        return new UUID(0x019A_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
    }

    private static UUID key(int number) {
        return new UUID(0x019A_0000_0000_7000L, 0x9000_0000_0000_0000L + number);
    }
}
