package ai.ominigate.demo;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.SecretFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code demo.json}: how a script uses the demo. Only its owner can read it, and it is there whole or not at all. */
final class DemoFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;

    DemoFile(Path path) {
        this.path = path;
    }

    /** The API key of an earlier start, or null if there is none that can be read. */
    @Nullable
    String apiKey() {
        try {
            JsonNode key = JSON.readTree(Files.readString(path)).path("apiKey");
            return key.isTextual() ? key.asText() : null;
        } catch (NoSuchFileException | JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** How the staff signs in since an earlier start; empty if nothing of that can be read. */
    List<DemoStaff.Entry> staff() {
        try {
            JsonNode staff = JSON.readTree(Files.readString(path)).path("staff");
            return staff.isArray() ? JSON.convertValue(staff, new TypeReference<>() {}) : List.of();
        } catch (NoSuchFileException | JsonProcessingException | IllegalArgumentException e) {
            return List.of();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** How the customer signs in since an earlier start; null if nothing of that can be read. */
    DemoCustomer.@Nullable Entry customer() {
        try {
            JsonNode customer = JSON.readTree(Files.readString(path)).path("customer");
            return customer.path("email").isTextual()
                            && customer.path("password").isTextual()
                    ? JSON.convertValue(customer, DemoCustomer.Entry.class)
                    : null;
        } catch (NoSuchFileException | JsonProcessingException | IllegalArgumentException e) {
            return null;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    void write(
            URI baseUrl,
            String apiKey,
            DemoCustomer.Entry customer,
            List<DemoStaff.Entry> staff,
            DemoMail.Access mail) {
        ObjectNode content =
                JSON.createObjectNode().put("baseUrl", baseUrl.toString()).put("apiKey", apiKey);
        content.set("customer", JSON.valueToTree(customer));
        content.set("staff", JSON.valueToTree(staff));
        content.set("mail", JSON.valueToTree(mail));
        try {
            SecretFile.write(path, content.toPrettyString() + "\n");
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private CannotStart unusable(IOException cause) {
        return new CannotStart(
                "The file %s, which tells how to use the demo, cannot be read or written; give it to this user or delete it."
                        .formatted(path),
                cause);
    }
}
