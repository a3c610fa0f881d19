package ai.ominigate.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md says of the console's packages. */
class ArchitectureTest {

    private static final String ROOT = "ai.ominigate.console";

    /** The packages that screens are made with, each with those that it may use. Every other package is a screen. */
    private static final Map<String, Set<String>> FOUNDATION = Map.of(
            "view", Set.of(),
            "remote", Set.of("view"),
            "control", Set.of("remote", "view"),
            "session", Set.of("control", "remote", "view"),
            "shell", Set.of("control", "remote", "session", "view"),
            "reveal", Set.of("control", "remote", "session", "shell", "view"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theFoundationKnowsNoScreenAndUsesOnlyWhatLiesBelowIt() {
        FOUNDATION.forEach((name, below) -> assertThat(below)
                .as("what %s uses", name)
                .containsAll(
                        used(name).stream().filter(each -> !each.equals(name)).toList()));
    }

    @Test
    void aScreenUsesNoOtherScreen() {
        for (String screen : screens()) {
            Set<String> others = used(screen);
            others.removeAll(FOUNDATION.keySet());
            others.remove(screen);
            assertThat(others).as("what %s uses beside the foundation", screen).isEmpty();
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void viewModelsKnowNoControl() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .or()
                .haveSimpleName("ListModel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.fxml..")
                .check(CLASSES);
    }

    @Test
    void onlyRemoteOpensConnections() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".remote..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("okhttp3.OkHttpClient")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.http.HttpClient")
                .check(CLASSES);
    }

    @Test
    void onlyTasksStartsThreads() {
        List<String> starting = CLASSES.stream()
                .filter(each -> each.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().getName().startsWith("java.lang.Thread$Builder")
                                || call.getTargetOwner().getName().equals("java.util.concurrent.Executors")))
                .map(JavaClass::getSimpleName)
                .toList();

        assertThat(starting).containsExactly("Tasks");
    }

    /** The tests look at the thread that draws while they run; this holds what they do not run. */
    @Test
    void onlyWhatRunsBesideTheScreenWaits() {
        Map<String, Set<String>> waits = Map.of(
                "java.lang.Thread", Set.of("sleep", "join"),
                "java.util.concurrent.CompletableFuture", Set.of("get", "join"),
                "java.util.concurrent.CountDownLatch", Set.of("await"),
                "java.util.concurrent.BlockingQueue", Set.of("take", "poll"),
                "retrofit2.Call", Set.of("execute"),
                "okhttp3.Call", Set.of("execute"));
        Set<String> waiting = CLASSES.stream()
                .filter(each -> each.getMethodCallsFromSelf().stream()
                        .anyMatch(
                                call -> waits.getOrDefault(call.getTargetOwner().getName(), Set.of())
                                        .contains(call.getTarget().getName())))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(waiting).containsExactly("BrowserSignIn", "LiveEvents", "MappedCall", "Remote", "Tasks");
    }

    @Test
    void timeComesFromTheClockThatScreensAreGiven() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsAboutAndIsNullMarked() throws ClassNotFoundException {
        Set<String> packages =
                CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static Set<String> screens() {
        Set<String> screens = CLASSES.stream()
                .map(ArchitectureTest::part)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        screens.removeAll(FOUNDATION.keySet());
        return screens;
    }

    private static Set<String> used(String part) {
        return CLASSES.stream()
                .filter(each -> part(each).equals(part))
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(each -> each.getPackageName().startsWith(ROOT))
                .map(ArchitectureTest::part)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String part(JavaClass each) {
        String name = each.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).replaceFirst("\\..*", "");
    }
}
