package ai.ominigate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md says of packages, held against the code both ways. */
class ArchitectureTest {

    private static final String ROOT = "ai.ominigate";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("$Definition") && !location.contains("$Introspection"))
            .importPackages(ROOT);

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.]+)` \\| (.*) \\|$");

    @Test
    void everyArrowBetweenPackagesIsDrawnAndEveryDrawnArrowIsUsed() throws IOException {
        assertThat(arrowsInCode())
                .as("left: arrows in the code, right: the table of allowed arrows in ARCHITECTURE.md")
                .isEqualTo(arrowsInDocument());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(ROOT + ".abuse.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(ROOT + ".gateway.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(ROOT + ".staff.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thePathOfACallNeverTouchesTheDatabase() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".gateway..")
                .and()
                .resideOutsideOfPackage(ROOT + ".gateway.lookup..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "io.micronaut.data..", "org.postgresql..")
                .because("calls are served from memory; PostgreSQL may be away")
                .check(CLASSES);
    }

    /** Whoever connects to anywhere asks Egress first; a new one does, and then stands here. */
    @Test
    void onlyThoseConnectToElsewhereWhoAskFirst() {
        Set<String> connections = Set.of(
                "java.net.http.HttpClient",
                "java.net.Socket",
                "java.net.URLConnection",
                "java.net.DatagramSocket",
                "jakarta.mail.Session",
                "io.netty.bootstrap.Bootstrap",
                "io.lettuce.core.RedisClient",
                "io.micronaut.http.client.HttpClient",
                "io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk",
                "java.nio.channels.SocketChannel",
                ROOT + ".egress.OutwardClient");
        Set<String> connecting = CLASSES.stream()
                .filter(each -> each.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                connections.contains(dependency.getTargetClass().getName())))
                .map(each -> each.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(connecting)
                .containsExactlyInAnyOrder(
                        // What those below that ask over HTTP, and ask Egress before, do it with.
                        ROOT + ".egress.OutwardClient",
                        ROOT + ".gateway.relay.UpstreamPool",
                        ROOT + ".gateway.observe.TraceExport",
                        ROOT + ".mail.MailServer",
                        ROOT + ".privacy.intake.Mailbox",
                        ROOT + ".reconciliation.ReportHttp",
                        ROOT + ".payment.StripePapers",
                        ROOT + ".staff.identity.ProviderHttp",
                        // The operator's own store, whose host is known by its setting.
                        ROOT + ".gateway.limit.Valkey",
                        // Calls of our own to this very gateway, on this machine.
                        ROOT + ".privacy.map.Canary",
                        ROOT + ".dashboard.Attempts",
                        // What the demo's stand-in for Stripe tells this very gateway.
                        ROOT + ".demo.DemoEvents",
                        // The operator's commands: another process, that speaks to the server alone.
                        ROOT + ".operator.RunningGateway");
    }

    /** Who asks {@code Egress} for each of them: mostly the class that connects. Those who need not say why above. */
    @Test
    void whoeverConnectsToElsewhereAsksEgress() {
        Map<String, String> asking = Map.of(
                // Its resolver asks for every name before it is looked up, by what Loops hands it.
                ".gateway.relay.UpstreamPool", ".gateway.relay.Loops",
                ".gateway.observe.TraceExport", ".gateway.observe.TraceExport",
                ".mail.MailServer", ".mail.MailServer",
                ".privacy.intake.Mailbox", ".privacy.intake.Mailbox",
                ".payment.StripeApi", ".payment.StripeApi",
                ".payment.StripePapers", ".payment.StripePapers",
                ".staff.identity.ProviderHttp", ".staff.identity.ProviderHttp");
        Set<String> asked = CLASSES.stream()
                .flatMap(each -> each.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals(ROOT + ".egress.Egress")
                        && Set.of("permits", "require").contains(call.getName()))
                .map(call -> call.getOriginOwner().getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        asking.forEach((connecting, asker) ->
                assertThat(asked).as("asks for %s", connecting).contains(ROOT + asker));
        assertThat(CLASSES.get(ROOT + ".gateway.relay.UpstreamPool").getMethodCallsFromSelf())
                .as("its connections are made with the resolver that asks")
                .anySatisfy(call ->
                        assertThat(call.getTargetOwner().getName()).isEqualTo(ROOT + ".gateway.relay.Resolvers"));
    }

    /** Netty looks names up by itself, past the JDK: only where it is asked before. */
    @Test
    void namesAreLookedUpByNettyOnlyBehindTheResolverThatAsks() {
        Set<String> resolving = CLASSES.stream()
                .filter(each -> each.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("io.netty.resolver")))
                .map(each -> each.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(resolving)
                .containsExactlyInAnyOrder(
                        ROOT + ".gateway.relay.Loops",
                        ROOT + ".gateway.relay.Resolvers",
                        ROOT + ".gateway.relay.GuardedResolver");
    }

    /** Not even for a moment: whatever a payment provider sends, no field of ours takes details of a card. */
    @Test
    void nothingHasAPlaceForACard() {
        Pattern card = Pattern.compile(
                "(?i).*(last_?4|last_?four|card_?(number|brand|country|holder|digits)|exp(iry|iration)?_?(month|year)|cvc|cvv|iban|payment_?method_?details).*");

        List<String> places = CLASSES.stream()
                .flatMap(each -> each.getMembers().stream())
                .map(member -> member.getOwner().getSimpleName() + "." + member.getName())
                .filter(name -> card.matcher(name).matches())
                .toList();

        assertThat(card.matcher("Charge.cardLast4").matches()).isTrue();
        assertThat(places).isEmpty();
    }

    @Test
    void onlyTheRelayKnowsTheTransport() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".gateway.relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.micronaut.http.netty..", "io.micronaut.http.server.netty..")
                .check(CLASSES);
    }

    @Test
    void timeAndThreadsComeFromWhereTheyCanBeControlled() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.time.OffsetDateTime.class, "now")
                .because("time comes from an injected InstantSource")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".privacy.intake") // Jakarta Mail has no other times.
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Calendar")
                .check(CLASSES);
    }

    @Test
    void beansAreBuiltByConstructorsAlone() {
        fields().should().notBeAnnotatedWith(Inject.class).check(CLASSES);
    }

    @Test
    void nothingThrowsAnExceptionThatSaysNothing() {
        GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
    }

    @Test
    void namesAreTheFieldsOwnWords() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Abstract[A-Z].*|Base[A-Z].*)$")
                .check(CLASSES);
    }

    @Test
    void repositoriesStayInsideTheirFeature() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .bePackagePrivate()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsAboutAndIsNullMarked() throws ClassNotFoundException {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        for (String name : packages) {
            Class<?> info = Class.forName(name + ".package-info");
            assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
        }
    }

    private static Map<String, Set<String>> arrowsInCode() {
        Map<String, Set<String>> arrows = new TreeMap<>();
        for (JavaClass from : CLASSES) {
            Set<String> targets = arrows.computeIfAbsent(feature(from), f -> new TreeSet<>());
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(to -> to.getPackageName().startsWith(ROOT))
                    .map(ArchitectureTest::feature)
                    .filter(to -> !to.equals(feature(from)))
                    .forEach(targets::add);
        }
        return arrows;
    }

    private static Map<String, Set<String>> arrowsInDocument() throws IOException {
        Map<String, Set<String>> arrows = new TreeMap<>();
        List<String> ofTheBackend = Files.readAllLines(Path.of("..", "ARCHITECTURE.md")).stream()
                .takeWhile(line -> !line.startsWith("## Code map of the console"))
                .toList();
        for (String line : ofTheBackend) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> targets = Arrays.stream(row.group(2).split(","))
                        .map(target -> target.replace("`", "").strip())
                        .filter(target -> !target.equals("nothing"))
                        .collect(Collectors.toCollection(TreeSet::new));
                arrows.put(row.group(1), targets);
            }
        }
        return arrows;
    }

    /** Features that have parts of their own: an arrow is drawn from part to part. */
    private static final Set<String> IN_PARTS = Set.of("abuse", "customer", "gateway", "privacy", "staff");

    /** {@code billing}, {@code gateway.relay}; the root package, where all is put together, is {@code application}. */
    private static String feature(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ROOT)) {
            return "application";
        }
        String[] parts = name.substring(ROOT.length() + 1).split("\\.");
        return IN_PARTS.contains(parts[0]) && parts.length > 1 ? parts[0] + "." + parts[1] : parts[0];
    }
}
