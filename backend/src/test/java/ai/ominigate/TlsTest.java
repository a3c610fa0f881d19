package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OminiGate that encrypts by itself, with a certificate as an operator has it. */
class TlsTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Pattern KEY = Pattern.compile("\"apiKey\"\\s*:\\s*\"([^\"]+)\"");

    private final TestFolder folder = TestFolder.create();
    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void cleanUp() {
        database.close();
        folder.close();
    }

    @Test
    void callsAreServedByHttpsOnTheOnePort() throws Exception {
        KeyStore store = certificate();

        try (Application.Running running = Application.start(settings(Map.of(
                        "ominigate.demo", true,
                        "ominigate.tls.certificate",
                                folder.path().resolve("chain.pem").toString(),
                        "ominigate.tls.key", folder.path().resolve("key.pem").toString())));
                HttpClient http =
                        HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            assertThat(running.baseUrl()).hasScheme("https");
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(running.baseUrl() + "/v1/chat/completions"))
                                .header("Authorization", "Bearer " + apiKey())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"model": "demo-echo", "max_tokens": 20, "stream": %s,
                                         "messages": [{"role": "user", "content": "sealed"}]}
                                        """.formatted(stream)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).contains(stream ? "[DONE]" : "sealed");
                assertThat(answer.sslSession()).isPresent();
            }
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create(running.baseUrl() + "/health"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aCertificateWithoutItsKeyStopsTheStart() throws Exception {
        certificate();

        assertThatThrownBy(() -> Application.start(settings(Map.of(
                        "ominigate.tls.certificate",
                        folder.path().resolve("chain.pem").toString()))))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("OMINIGATE_TLS_KEY is '', which is no file that can be read");
    }

    private Map<String, Object> settings(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", folder.path().resolve("data").toString(),
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password()));
        settings.putAll(further);
        return settings;
    }

    private String apiKey() throws IOException {
        Matcher key = KEY.matcher(Files.readString(folder.path().resolve("data/demo.json")));
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    /** Makes a key with its certificate for this machine, and writes both down as PEM. */
    private KeyStore certificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.path().resolve("store.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "us",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        pem("key.pem", "PRIVATE KEY", store.getKey("us", PASSWORD).getEncoded());
        pem("chain.pem", "CERTIFICATE", store.getCertificate("us").getEncoded());
        return store;
    }

    private void pem(String file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                folder.path().resolve(file),
                "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
                        .formatted(what, Base64.getMimeEncoder().encodeToString(bytes)));
    }

    private static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("us", store.getCertificate("us"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
