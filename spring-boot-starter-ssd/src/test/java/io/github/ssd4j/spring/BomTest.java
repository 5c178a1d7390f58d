package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has no parent, so nothing but this test keeps its versions and its artifacts equal to the parent's. */
class BomTest {

    private final Document parent = pom("");
    private final Document bom = pom("langchain4j-ssd-bom");

    @Test
    void should_have_the_versions_of_the_parent() throws XPathExpressionException {
        assertThat(text(bom, "/project/version")).isEqualTo(text(parent, "/project/version"));
        assertThat(text(bom, "/project/properties/pytorch.version"))
                .isEqualTo(text(parent, "/project/properties/pytorch.version"));
    }

    @Test
    void should_manage_every_artifact_that_is_published() throws XPathExpressionException {
        List<String> published = texts(parent, "/project/modules/module").stream()
                .filter(module -> !module.equals("langchain4j-ssd-bom"))
                .filter(module -> !text(pom(module), "/project/properties/maven.deploy.skip")
                        .equals("true"))
                .map(module -> text(pom(module), "/project/artifactId"))
                .toList();

        assertThat(texts(bom, "//dependency[groupId='io.github.ssd4j']/artifactId"))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void should_manage_the_native_library_of_every_machine() throws XPathExpressionException {
        assertThat(texts(bom, "//dependency[artifactId='pytorch-native-cpu']/classifier"))
                .containsExactlyInAnyOrderElementsOf(texts(parent, "/project/profiles//djl.native.classifier"));
    }

    private static Document pom(String module) {
        Path file = TinyModel.repository().resolve(module).resolve("pom.xml");
        try (var in = Files.newInputStream(file)) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in);
        } catch (Exception e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    private static String text(Document document, String path) {
        try {
            return XPathFactory.newDefaultInstance().newXPath().evaluate(path, document);
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private static List<String> texts(Document document, String path) throws XPathExpressionException {
        NodeList nodes = (NodeList)
                XPathFactory.newDefaultInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }
}
