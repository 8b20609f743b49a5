package dev.marcus.persistence.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
    private static Element draw(Results results) throws Exception {
        byte[] svg = Chart.draw(results).getBytes(UTF_8);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg))
                .getDocumentElement();
    }

    private static List<Element> elements(Element svg, String name) {
        NodeList nodes = svg.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Element svg) {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    /** Without the two of the legend. */
    private static List<Element> bars(Element svg) {
        return elements(svg, "rect").stream()
                .filter(rect -> List.of("ours", "theirs").contains(rect.getAttribute("class")))
                .skip(2)
                .toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void draw_everyFigure_hasABarWithItsValue() throws Exception {
        Element svg = draw(Examples.results());

        assertThat(bars(svg)).hasSize(9);
        assertThat(texts(svg)).contains("30,000 ± 1,000", "JDBC, a connection each", "entries/s, more is better");
    }

    @Test
    void draw_figuresFarApart_areOnALogarithmicScale() throws Exception {
        assertThat(texts(draw(Examples.results()))).contains("µs, less is better; logarithmic scale", "0.1", "1", "10");
    }

    @Test
    void draw_higherFigures_haveLongerBars() throws Exception {
        List<Element> bars = bars(draw(Examples.results()));

        assertThat(number(bars.get(0), "width")).isGreaterThan(number(bars.get(1), "width"));
        assertThat(number(bars.get(1), "width")).isGreaterThan(number(bars.get(2), "width"));
    }

    @Test
    void draw_longestTexts_stayInside() throws Exception {
        List<Measured> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.add(new Measured("PutDisk16.put", kind.id(), "", 10_000, 1_234_567, 123_456));
            all.add(new Measured("PutDisk1.put", kind.id(), "", 10_000, 1_234_567, 123_456));
        }
        Element svg = draw(new Results(all));

        for (Element text : elements(svg, "text")) {
            double length = text.getTextContent().length() * 7.0;
            double x = number(text, "x");
            boolean end = text.getAttribute("text-anchor").equals("end");
            assertThat(end ? x - length : x).as(text.getTextContent()).isNotNegative();
            assertThat(end ? x : x + length).as(text.getTextContent()).isLessThanOrEqualTo(number(svg, "width"));
            assertThat(number(text, "y")).isLessThan(number(svg, "height"));
        }
    }

    @Test
    void draw_aFigureThatIsNotPositive_isDrawn() throws Exception {
        Results results = new Results(List.of(
                new Measured("Reopening.heap", "rocksdb", "", 10_000, -0.2, Double.NaN),
                new Measured("Reopening.heap", "file", "", 10_000, 600, Double.NaN)));

        assertThat(bars(draw(results)))
                .allSatisfy(bar -> assertThat(number(bar, "width")).isBetween(1.0, 170.0));
    }

    @Test
    void draw_followsTheReader() {
        assertThat(Chart.draw(Examples.results())).contains("prefers-color-scheme: dark");
    }
}
