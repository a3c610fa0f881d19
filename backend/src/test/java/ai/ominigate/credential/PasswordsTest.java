package ai.ominigate.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {

    @Test
    void whatIsKeptMatchesThePasswordAndNoOther() {
        String kept = Passwords.hash("correct horse battery staple");

        assertThat(kept).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(Passwords.matches(kept, "correct horse battery staple")).isTrue();
        assertThat(Passwords.matches(kept, "correct horse battery stapl")).isFalse();
        assertThat(Passwords.hash("correct horse battery staple"))
                .as("another salt")
                .isNotEqualTo(kept);
    }

    @Test
    void nobodysPasswordMatchesNothing() {
        assertThat(Passwords.matches(null, "correct horse battery staple")).isFalse();
    }

    /** RFC 9106, section 5.3, has a secret and associated data; this is from the reference implementation's test.c. */
    @Test
    void aHashOfTheReferenceImplementationIsRead() {
        String kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(Passwords.matches(kept, "password")).isTrue();
        assertThat(Passwords.matches(kept, "differentpassword")).isFalse();
    }

    @Test
    void theSamePasswordTypedOnAnotherSystemIsTheSame() {
        String composed = "Zo\u00eb's gro\u00dfes Passwort";
        String decomposed = "Zoe\u0308's gro\u00dfes Passwort";

        assertThat(Passwords.matches(Passwords.hash(composed), decomposed)).isTrue();
    }
}
