package dev.marcus.persistence.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The figures as bars, in an SVG that needs nothing else and follows the reader's choice of light or dark. A panel a topic,
 * two beside each other; where the figures lie far apart the scale is logarithmic and says so.
 */
final class Chart {
    private static final int PANEL_WIDTH = 480;
    private static final int MARGIN = 16;
    private static final int LABEL_WIDTH = 168;
    private static final int BAR_WIDTH = 170;
    private static final int ROW = 20;
    private static final int BAR = 13;
    private static final int HEAD = 48;
    private static final int FOOT = 26;
    private static final int LETTER = 7;
    private static final double FAR_APART = 15;

    private static final String STYLE = """
            <style>
              text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
              .title { font-size: 13px; font-weight: 600 }
              .small { font-size: 11px; fill: #59636e }
              .page { fill: #ffffff }
              .ours { fill: #0969da }
              .theirs { fill: #9aa4af }
              .grid { stroke: #d1d9e0; stroke-width: 1 }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .small { fill: #9198a1 }
                .page { fill: #0d1117 }
                .ours { fill: #4493f8 }
                .theirs { fill: #656c76 }
                .grid { stroke: #3d444d }
              }
            </style>
            """;

    private final Results results;
    private final StringBuilder svg = new StringBuilder();

    private Chart(Results results) {
        this.results = results;
    }

    /** A bar: whose it is, and the figure. */
    private record Bar(Kind kind, Measured measured) {
        boolean isOurs() {
            return kind == Kind.MEMORY || kind == Kind.FILE || kind == Kind.SQLITE;
        }

        double score() {
            return measured.score();
        }
    }

    /** Where a value lies on the width of a panel. */
    private record Scale(double least, double most, boolean logarithmic) {
        static Scale of(List<Bar> bars) {
            double most = bars.stream().mapToDouble(Bar::score).max().orElse(1);
            double least = bars.stream().mapToDouble(Bar::score).min().orElse(1);
            if (least <= 0 || most / least < FAR_APART) {
                return new Scale(0, most, false);
            }
            return new Scale(decade(least * 0.7), most, true);
        }

        /** The power of ten at or under the value. */
        private static double decade(double value) {
            return Math.pow(10, Math.floor(Math.log10(value)));
        }

        double width(double value) {
            double part = logarithmic ? Math.log(value / least) / Math.log(most / least) : value / most;
            return Math.max(1, part * BAR_WIDTH);
        }
    }

    static String draw(Results results) {
        return new Chart(results).draw();
    }

    private String draw() {
        List<Topic> topics = Topic.of(results).stream()
                .filter(topic -> bars(topic).size() > 1)
                .toList();
        int height = MARGIN + legend();
        for (int i = 0; i < topics.size(); i += 2) {
            int left = height(topics.get(i));
            int right = i + 1 < topics.size() ? height(topics.get(i + 1)) : 0;
            panel(topics.get(i), MARGIN, height);
            if (right > 0) {
                panel(topics.get(i + 1), MARGIN + PANEL_WIDTH, height);
            }
            height += Math.max(left, right);
        }
        int width = 2 * PANEL_WIDTH + MARGIN;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                                + " viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"Figures of the benchmarks\">\n",
                        width,
                        height)
                + STYLE
                + "<rect class=\"page\" width=\"" + width + "\" height=\"" + height + "\" rx=\"8\"/>\n"
                + svg
                + "</svg>\n";
    }

    /** Tells what the colours mean, and returns how high that is. */
    private int legend() {
        rectangle("ours", MARGIN, MARGIN, BAR, BAR);
        text("small", MARGIN + BAR + 6, MARGIN + 11, "start", "this project");
        rectangle("theirs", MARGIN + LABEL_WIDTH, MARGIN, BAR, BAR);
        text("small", MARGIN + LABEL_WIDTH + BAR + 6, MARGIN + 11, "start", "others");
        return 2 * BAR;
    }

    private List<Bar> bars(Topic topic) {
        List<Bar> bars = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            results.of(topic, kind).ifPresent(measured -> bars.add(new Bar(kind, measured)));
        }
        return bars;
    }

    private int height(Topic topic) {
        return HEAD + bars(topic).size() * ROW + FOOT;
    }

    private void panel(Topic topic, int left, int top) {
        List<Bar> bars = bars(topic);
        Scale scale = Scale.of(bars);
        text("title", left, top + 14, "start", topic.title());
        text(
                "small",
                left,
                top + 30,
                "start",
                topic.unit() + ", " + (topic.moreIsBetter() ? "more" : "less") + " is better"
                        + (scale.logarithmic() ? "; logarithmic scale" : ""));
        int start = left + LABEL_WIDTH;
        int first = top + HEAD - 8;
        if (scale.logarithmic()) {
            for (double line = scale.least(); line <= scale.most(); line *= 10) {
                double x = start + (line == scale.least() ? 0 : scale.width(line));
                line(x, first, first + bars.size() * ROW);
                text("small", x, first + bars.size() * ROW + 12, "middle", Figures.powerOfTen(line));
            }
        } else {
            line(start, first, first + bars.size() * ROW);
        }
        for (int i = 0; i < bars.size(); i++) {
            bar(bars.get(i), scale, left, first + i * ROW);
        }
    }

    private void bar(Bar bar, Scale scale, int left, int top) {
        int start = left + LABEL_WIDTH;
        double width = scale.width(bar.score());
        text("", start - 8, top + 14, "end", label(bar.kind()));
        rectangle(bar.isOurs() ? "ours" : "theirs", start, top + (ROW - BAR) / 2, width, BAR);
        String figure = Figures.withError(bar.measured().score(), bar.measured().error());
        rectangle("page", start + width + 2, top + 2, figure.length() * LETTER, ROW - 4);
        text("small", start + width + 6, top + 14, "start", figure);
    }

    private static String label(Kind kind) {
        return switch (kind) {
            case JDBC -> "JDBC by hand";
            case JDBC_EACH -> "JDBC, a connection each";
            default -> kind.title();
        };
    }

    private void rectangle(String style, double x, int y, double width, int height) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
                style,
                x,
                y,
                width,
                height));
    }

    private void line(double x, int top, int bottom) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\"/>\n",
                x,
                top,
                bottom));
    }

    private void text(String style, double x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                style,
                x,
                y,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
