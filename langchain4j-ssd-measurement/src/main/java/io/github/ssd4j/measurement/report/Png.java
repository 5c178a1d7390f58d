package io.github.ssd4j.measurement.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/** Pictures as PNG. */
public final class Png {

    private Png() {}

    /**
     * Draws a picture.
     *
     * @param width in the painter's units, as is {@code height}
     * @param scale pixels of a unit; 2 looks sharp on screens with small pixels
     * @throws IOException if this JVM cannot draw, as one without fonts
     */
    public static byte[] draw(int width, int height, int scale, Consumer<Graphics2D> painter) throws IOException {
        try {
            BufferedImage image = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            try {
                graphics.scale(scale, scale);
                painter.accept(graphics);
            } finally {
                graphics.dispose();
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            if (!ImageIO.write(image, "png", png)) {
                throw new IOException("this JVM cannot write PNG");
            }
            return png.toByteArray();
        } catch (RuntimeException | LinkageError | InternalError e) {
            // What a JVM without fontconfig or without its drawing library throws differs from one to the next.
            throw new IOException("this JVM cannot draw, as it may lack fonts: " + e, e);
        }
    }
}
