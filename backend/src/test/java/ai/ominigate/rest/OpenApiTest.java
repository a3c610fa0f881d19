package ai.ominigate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.rest.OpenApiDescription.Face;
import ai.ominigate.rest.OpenApiDescription.Guard;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The descriptions in src/main/openapi, which are what is served, held against the controllers. */
class OpenApiTest {
    private static final String HOW_TO_ACCEPT = """
            %s is not what the controllers and records say. Look at the difference; if it is meant, accept it with
            ./mvnw -pl backend -am test -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false -Dupdate
            and commit the file with the change. (In a conflict between branches, take either side and do the same.)""";

    private static RunningOminiGate ominigate;

    @BeforeAll
    static void start() throws IOException {
        ominigate = RunningOminiGate.with(Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @ParameterizedTest
    @EnumSource
    void theCheckedCopyIsWhatTheControllersAndRecordsSay(Face face) throws IOException {
        String now = OpenApiDescription.write(described(face));
        if (System.getProperty("update") != null) {
            Files.writeString(face.checkedCopy(), now);
        }
        assertThat(Files.readString(face.checkedCopy()))
                .as(HOW_TO_ACCEPT, face.checkedCopy())
                .isEqualTo(now);
    }

    @ParameterizedTest
    @EnumSource
    void everyRouteThatAnswersIsDescribedAndNoOther(Face face) throws IOException {
        Set<String> answering = routes().map(OpenApiTest::name)
                .filter(route -> route.contains(" " + face.prefix + "/"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(OpenApiDescription.operations(described(face)).keySet()).isEqualTo(answering);
    }

    @ParameterizedTest
    @EnumSource
    void everyOperationSaysWhatItDoesAndEveryBodyHasAnExample(Face face) throws IOException {
        Map<String, Object> description = described(face);
        OpenApiDescription.operations(description).forEach((route, operation) -> {
            assertThat(operation.get("summary"))
                    .as("the Javadoc of the method for " + route)
                    .isNotEqualTo("null");
        });
        assertThat(OpenApiDescription.schemasWithoutExample(description))
                .as("records without a golden JSON file in shared-model/src/test/resources/json")
                .isEmpty();
    }

    @Test
    void everyoneGetsItAsYamlAndAsJson() throws Exception {
        for (Face face : Face.values()) {
            Answer yaml = ominigate.send("GET", "/openapi/" + face.file + ".yaml", "", Map.of());
            assertThat(yaml.status()).isEqualTo(200);
            assertThat(yaml.response().headers().firstValue("content-type")).contains("application/yaml");
            assertThat(yaml.response().body()).isEqualTo(packed(face));

            Answer json = ominigate.send("GET", "/openapi/" + face.file + ".json", "", Map.of());
            assertThat(json.response().headers().firstValue("content-type")).contains("application/json");
            assertThat(json.json()).isEqualTo(OpenApiDescription.asJson(OpenApiDescription.read(packed(face))));
        }
    }

    @Test
    void aDescriptionThatIsNotThereIsAProblem() throws Exception {
        JsonNode problem = ominigate
                .send("GET", "/openapi/../application.yaml", "", Map.of())
                .json();
        assertThat(problem.path("code").asText()).isEqualTo("not_found");
        assertThat(ominigate
                        .send("GET", "/openapi/v1.yaml", "", Map.of())
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("There are the descriptions account and admin, not 'v1'.");
    }

    private static String packed(Face face) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/openapi/" + face.file + ".yaml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Stream<UriRouteInfo<?, ?>> routes() {
        return ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD);
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod() + " " + route.getUriMatchTemplate().toPathString();
    }

    private static Map<String, Guard> guards() {
        Map<String, Guard> guards = new HashMap<>();
        routes().forEach(route -> {
            route.getTargetMethod()
                    .enumValue(Allowed.class, Capability.class)
                    .ifPresent(capability -> guards.put(
                            name(route),
                            new Guard.OfStaff(
                                    capability,
                                    route.getTargetMethod()
                                            .booleanValue(Allowed.class, "stepUp")
                                            .orElse(false))));
            route.getTargetMethod()
                    .enumValue(Permitted.class, Permission.class)
                    .ifPresent(permission -> guards.put(name(route), new Guard.OfCustomers(permission)));
        });
        return guards;
    }

    private static Map<String, Object> described(Face face) throws IOException {
        return OpenApiDescription.of(face, guards());
    }
}
