package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files of an operator's tell of networks, and which rules speak of it. */
class NetworkDataTest {
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID KEY = new UUID(1, 2);

    private final AtomicReference<Instant> now = new AtomicReference<>(Scene.BEGIN);
    private Path folder;

    @BeforeEach
    void inAFolder(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void addressesAreFoundInBothFamilies() throws IOException {
        NetworkData data = data(Duration.ofDays(1));

        assertThat(data.origin(Scene.network("203.0.113.7"))).isEqualTo(new NetworkData.Origin(64501L, "NL"));
        assertThat(data.origin(Scene.network("2001:db8:1::7"))).isEqualTo(new NetworkData.Origin(64502L, "DE"));
        assertThat(data.origin(Scene.network("192.0.2.1"))).isNull();
        assertThat(data.isTorExit(Scene.network("198.51.100.9"))).isTrue();
        assertThat(data.isTorExit(Scene.network("198.51.100.8"))).isFalse();
        assertThat(data.isHosting(Scene.network("203.0.113.7"))).isTrue();
        assertThat(data.isVpn(Scene.network("198.51.100.130"))).isTrue();
    }

    @Test
    void whatIsOlderThanThirtyDaysIsNoData() throws IOException {
        NetworkData data = data(Duration.ofDays(29));
        assertThat(data.has(NetworkFiles.GEO)).isTrue();
        now.set(Scene.BEGIN.plus(Duration.ofDays(2)));

        for (String kind : new String[] {
            NetworkFiles.GEO, NetworkFiles.ASN, NetworkFiles.TOR, NetworkFiles.HOSTING, NetworkFiles.VPN
        }) {
            assertThat(data.has(kind)).as(kind).isFalse();
        }
        assertThat(data.origin(Scene.network("203.0.113.7"))).isNull();
        assertThat(data.isTorExit(Scene.network("198.51.100.9"))).isFalse();
    }

    @Test
    void aNewFileIsReadAtTheNextLook() throws IOException {
        NetworkData data = data(Duration.ofDays(31));
        assertThat(data.origin(Scene.network("203.0.113.7"))).isNull();

        new MmdbFile().country("203.0.113.0/24", "FR").write(folder.resolve("geo.mmdb"), Scene.BEGIN);
        data.refresh();
        assertThat(data.origin(Scene.network("203.0.113.7"))).isEqualTo(new NetworkData.Origin(null, "FR"));
    }

    @Test
    void aBrokenFileIsNoData() throws IOException {
        Files.writeString(folder.resolve("geo.mmdb"), "this is no database");
        Files.writeString(folder.resolve("tor.txt"), "neither an address\n");
        NetworkData data = open();
        assertThat(data.has(NetworkFiles.GEO)).isFalse();
        assertThat(data.has(NetworkFiles.TOR)).isFalse();
        assertThat(data.origin(Scene.network("203.0.113.7"))).isNull();
    }

    @Test
    void aKeyFromThreeCountriesInAnHourIsShared() throws IOException {
        Scene scene = new Scene(data(Duration.ofDays(1)));
        scene.calling(ACCOUNT, KEY).from("203.0.113.7").call();
        scene.calling(ACCOUNT, KEY).from("2001:db8:1::7").call();
        assertThat(scene.told()).isEmpty();
        scene.calling(ACCOUNT, KEY).from("198.51.100.7").call();
        assertThat(scene.told()).containsExactly("S4 25 key:" + KEY);
    }

    @Test
    void aKeyThatHasLivedInThreeCountriesForDaysIsNotShared() throws IOException {
        Scene scene = new Scene(data(Duration.ofDays(1)));
        for (String home : new String[] {"203.0.113.7", "2001:db8:1::7", "198.51.100.7"}) {
            scene.calling(ACCOUNT, KEY).from(home).call();
            scene.pass(Duration.ofHours(2));
        }
        scene.pass(Duration.ofDays(1));
        for (String home : new String[] {"203.0.113.7", "2001:db8:1::7", "198.51.100.7"}) {
            scene.calling(ACCOUNT, KEY).from(home).call();
        }
        assertThat(scene.told()).isEmpty();
    }

    @Test
    void aKeyFromMoreSystemsThanUsualByFiveDeviationsIsShared() throws IOException {
        MmdbFile systems = new MmdbFile();
        for (int i = 0; i < 8; i++) {
            systems.system("203.0.113." + 16 * i + "/28", 64_600 + i);
        }
        systems.write(folder.resolve("asn.mmdb"), Scene.BEGIN);
        Scene scene = new Scene(open());
        for (int i = 0; i < 7; i++) {
            scene.calling(ACCOUNT, KEY).from("203.0.113." + 16 * i).call();
        }
        assertThat(scene.told()).isEmpty();
        scene.calling(ACCOUNT, KEY).from("203.0.113." + 16 * 7).call();
        assertThat(scene.told()).containsExactly("S4 25 key:" + KEY);
    }

    @Test
    void twoSessionsThatNobodyTravelsBetweenAreOne() throws IOException {
        Scene scene = new Scene(travellers());
        session(scene, "203.0.113.7");
        scene.pass(Duration.ofMinutes(1));
        session(scene, "192.0.2.7"); // as far as the accuracy of both
        assertThat(scene.told()).isEmpty();
        scene.pass(Duration.ofHours(2));
        session(scene, "198.51.100.7");

        assertThat(scene.told()).containsExactly("S16 15 account:" + ACCOUNT);
        assertThat(scene.flags().getFirst().observed()).isBetween(2_500.0, 3_500.0);
    }

    @Test
    void twoMembersOfOneAccountAreInTwoPlacesAtOnce() throws IOException {
        Scene scene = new Scene(travellers());
        scene.comes("203.0.113.7", ACCOUNT, new UUID(7, 1), new UUID(2, 1), false);
        scene.comes("198.51.100.7", ACCOUNT, new UUID(7, 2), new UUID(2, 2), false);
        assertThat(scene.told()).isEmpty();
        scene.pass(Duration.ofHours(2));
        scene.comes("198.51.100.7", ACCOUNT, new UUID(7, 1), new UUID(2, 3), false);
        assertThat(scene.told()).as("one of them in two").containsExactly("S16 15 account:" + ACCOUNT);
    }

    @Test
    void aColleagueWhoTravelsTooFastIsFlaggedWhereTheyCameFromLast() throws IOException {
        Scene scene = new Scene(travellers());
        UUID colleague = new UUID(7, 3);
        scene.tell(new Observation.SessionSeen(
                scene.now(), Scene.network("203.0.113.7"), null, colleague, new UUID(2, 1), false));
        scene.pass(Duration.ofHours(1));
        scene.tell(new Observation.SessionSeen(
                scene.now(), Scene.network("198.51.100.7"), null, colleague, new UUID(2, 2), false));
        assertThat(scene.told()).containsExactly("S16 15 network:198.51.100.7/32");
    }

    @Test
    void aTorExitWeighsTenAVpnFiveAndAHosterOnlyWherePeopleSignUp() throws IOException {
        Scene scene = new Scene(data(Duration.ofDays(1)));
        scene.calling(ACCOUNT, KEY).from("203.0.113.7").call(); // a hoster
        scene.calling(ACCOUNT, KEY).from("198.51.100.9").call(); // a Tor exit
        scene.calling(ACCOUNT, KEY).from("198.51.100.130").call(); // a VPN
        assertThat(scene.told()).containsExactly("S17 10 network:198.51.100.9/32", "S17 5 network:198.51.100.130/32");

        scene.tell(new Observation.SignedUp(scene.now(), Scene.network("203.0.113.7"), ACCOUNT, 1, false));
        assertThat(scene.told()).contains("S17 10 network:203.0.113.7/32");
    }

    @Test
    void withoutDataTheRulesThatNeedItSayNothing() {
        Scene scene = new Scene();
        for (String address : new String[] {"203.0.113.7", "2001:db8:1::7", "198.51.100.7", "198.51.100.9"}) {
            scene.calling(ACCOUNT, KEY).from(address).call();
            session(scene, address);
        }
        assertThat(scene.told()).isEmpty();
    }

    /** Two cities an ocean apart, and one that may be the first. */
    private NetworkData travellers() throws IOException {
        new MmdbFile()
                .city("203.0.113.0/24", "NL", 52.37, 4.9, 20)
                .city("198.51.100.0/24", "US", 40.71, -74.0, 50)
                .city("192.0.2.0/24", "NL", 51.92, 4.48, 100)
                .write(folder.resolve("geo.mmdb"), Scene.BEGIN);
        return open();
    }

    private static void session(Scene scene, String address) {
        scene.comes(address, ACCOUNT, new UUID(2, 2), false);
    }

    private NetworkData data(Duration age) throws IOException {
        Instant builtAt = Scene.BEGIN.minus(age);
        new MmdbFile()
                .country("203.0.113.0/24", "NL")
                .country("198.51.100.0/24", "US")
                .country("2001:db8:1::/48", "DE")
                .write(folder.resolve("geo.mmdb"), builtAt);
        new MmdbFile()
                .system("203.0.113.0/24", 64501)
                .system("2001:db8:1::/48", 64502)
                .write(folder.resolve("asn.mmdb"), builtAt);
        list("tor.txt", "# exits\n198.51.100.9\n", builtAt);
        list("hosting.txt", "AS64501 # a hoster\n", builtAt);
        list("vpn.txt", "198.51.100.128/25\n", builtAt);
        return open();
    }

    private void list(String name, String lines, Instant changedAt) throws IOException {
        Path file = Files.writeString(folder.resolve(name), lines);
        Files.setLastModifiedTime(file, FileTime.from(changedAt));
    }

    private NetworkData open() {
        return new NetworkData(
                new NetworkFiles(
                        folder.resolve("geo.mmdb").toString(),
                        folder.resolve("asn.mmdb").toString(),
                        folder.resolve("tor.txt").toString(),
                        folder.resolve("hosting.txt").toString(),
                        folder.resolve("vpn.txt").toString()),
                now::get);
    }
}
