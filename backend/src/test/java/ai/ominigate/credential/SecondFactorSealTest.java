package ai.ominigate.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondFactorSealTest {
    private static final UUID MEMBER = UUID.fromString("019a1b2c-0000-7000-8000-000000000003");
    private static final byte[] SECRET = {1, 2, 3, 4, 5};

    @TempDir
    private Path place;

    private DataFolder folder;

    @BeforeEach
    void open() {
        folder = DataFolder.open(place);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void whatIsSealedIsOpenedAfterAnotherStart() throws Exception {
        byte[] sealed = new SecondFactorSeal("", folder).seal(MEMBER, SECRET);

        assertThat(new SecondFactorSeal("", folder).open(MEMBER, sealed)).isEqualTo(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.resolve(SecondFactorSeal.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasSealedForSomebodyElseOrChangedIsNotOpened() {
        SecondFactorSeal seal = new SecondFactorSeal("", folder);
        byte[] sealed = seal.seal(MEMBER, SECRET);

        assertThatThrownBy(() -> seal.open(UUID.randomUUID(), sealed)).isInstanceOf(IllegalStateException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> seal.open(MEMBER, sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatIsNoneIsSaidAtTheStart() throws Exception {
        assertThatThrownBy(() -> new SecondFactorSeal("c2hvcnQ=", folder))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("OMINIGATE_STAFF_KEY is not 32 random bytes");
        Files.writeString(place.resolve(SecondFactorSeal.FILE), "not a key");
        assertThatThrownBy(() -> new SecondFactorSeal("", folder)).isInstanceOf(CannotStart.class);
    }
}
