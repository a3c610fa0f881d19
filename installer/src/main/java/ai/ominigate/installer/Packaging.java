package ai.ominigate.installer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What all packages of one build share.
 *
 * @param version three numbers, as installers want it
 * @param project the folder with the modules
 * @param work where packages are put together
 * @param dist where finished packages go
 */
record Packaging(String version, Target target, Path project, Path work, Path dist) {

    private static final String SNAPSHOT = "-SNAPSHOT";

    /** @param target the target folder of this module */
    static Packaging of(String mavenVersion, Path project, Path target) {
        String version = mavenVersion.endsWith(SNAPSHOT)
                ? mavenVersion.substring(0, mavenVersion.length() - SNAPSHOT.length())
                : mavenVersion;
        return new Packaging(
                version,
                Target.ofThisMachine(),
                project,
                Folders.fresh(target.resolve("packaging")),
                Folders.fresh(target.resolve("dist")));
    }

    /** Files that come with the packages and are kept in this module. */
    Path sources() {
        return project.resolve("installer/src/main/packages");
    }

    /** Who makes the programs, as the project's pom says. */
    String vendor() {
        return told("pom.xml", "organization", "name");
    }

    /** What the console is, as its module's pom says. */
    String consoleDescription() {
        return told("desktop-console/pom.xml", "description");
    }

    private String told(String pom, String... names) {
        try {
            Element element = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(project.resolve(pom).toFile())
                    .getDocumentElement();
            for (String name : names) {
                element = child(element, name);
            }
            return element.getTextContent().strip();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new CannotPackage("%s cannot be read.".formatted(pom), e);
        }
    }

    private static Element child(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        throw new CannotPackage("There is no <%s> in <%s> of a pom.".formatted(name, parent.getTagName()));
    }

    /**
     * Packs {@code folder} into {@code dist}, all files owned by root.
     *
     * @param name of the package, without version and machine
     */
    Path archive(String name, Path folder) {
        Path archive = dist.resolve("%s-%s-%s.tar.gz".formatted(name, version, target));
        List<String> command = new ArrayList<>(List.of("tar", "--create", "--gzip", "--file", archive.toString()));
        if (target.system() == Target.System.LINUX) {
            command.addAll(List.of("--owner=0", "--group=0", "--numeric-owner", "--sort=name"));
        }
        command.addAll(List.of(
                "-C", folder.resolve("..").toString(), folder.getFileName().toString()));
        Tool.system(command);
        return archive;
    }
}
