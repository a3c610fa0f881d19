package ai.ominigate.rest;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the Javadoc of records and enums says, by their names without the package: class files do not have it. */
final class RecordWords {

    /** @param about what the type means; empty if it does not say @param fields what each of its components means */
    record Words(String qualifiedName, String about, Map<String, String> fields) {}

    private RecordWords() {}

    static Map<String, Words> of(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(sources);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> java = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(java));
            Map<String, Words> words = new HashMap<>();
            Reader reader = new Reader(DocTrees.instance(task), words);
            for (CompilationUnitTree unit : task.parse()) {
                reader.scan(unit, null);
            }
            return words;
        }
    }

    private static final class Reader extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final Map<String, Words> words;

        private Reader(DocTrees trees, Map<String, Words> words) {
            this.trees = trees;
            this.words = words;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            String name = type.getSimpleName().toString();
            if (comment != null && !name.isEmpty()) {
                String qualified = getCurrentPath().getCompilationUnit().getPackageName() + "." + name;
                words.put(name, new Words(qualified, text(comment.getFullBody()), fields(comment)));
            }
            return super.visitClass(type, nothing);
        }

        private static Map<String, String> fields(DocCommentTree comment) {
            return comment.getBlockTags().stream()
                    .filter(ParamTree.class::isInstance)
                    .map(ParamTree.class::cast)
                    .filter(param -> !param.isTypeParameter())
                    .collect(Collectors.toMap(
                            param -> param.getName().toString(), param -> text(param.getDescription())));
        }

        private static String text(List<? extends DocTree> parts) {
            return parts.stream()
                    .map(Reader::text)
                    .collect(Collectors.joining())
                    .replaceAll("[ \\t]*\\n[ \\t]*", " ")
                    .replace("¶", "\n\n")
                    .replaceAll("\\n +", "\n")
                    .strip();
        }

        private static String text(DocTree part) {
            return switch (part) {
                case LiteralTree literal -> "`" + literal.getBody().getBody() + "`";
                case LinkTree link ->
                    link.getLabel().isEmpty() ? "`" + link.getReference() + "`" : text(link.getLabel());
                case StartElementTree element when element.getName().contentEquals("p") -> "¶";
                default -> part.toString();
            };
        }
    }
}
