package libcsockets.tools.tcp;

import static libcsockets.Constants.NETLINK_SOCK_DIAG;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import libcsockets.Libc;
import libcsockets.tools.netlink.Netlink;
import libcsockets.tools.story.NarratedStep;
import libcsockets.tools.story.Narrator;

/**
 * The outcome of a scene of {@code libc-sockets tcp}, for other forms than the command's own output.
 *
 * @param name the scene's name
 * @param title the scene's title
 * @param steps the calls
 * @param missing the reason for missing segments or an unfinished scene; null if nothing is missing
 * @param segments rows as in {@code --json}
 * @param states rows as in {@code --json}
 * @param timeWait the sentences about TIME-WAIT, or null
 * @param svg the picture of {@code --svg}; null if the scene did not finish
 */
public record TcpTrace(
        String name,
        String title,
        List<NarratedStep> steps,
        String missing,
        List<Map<String, Object>> segments,
        List<Map<String, Object>> states,
        String timeWait,
        String svg) {
    /**
     * Plays all scenes.
     *
     * @param libc the backend
     * @return a trace of each, in the command's order
     */
    public static List<TcpTrace> ofAll(Libc libc) {
        List<TcpTrace> traces = new ArrayList<>();
        TcpScene.names().forEach(name -> traces.add(of(name, libc)));
        return traces;
    }

    private static TcpTrace of(String name, Libc libc) {
        Narrator narrator = new Narrator(new PrintWriter(Writer.nullWriter()), true, "tcp", libc);
        try (Netlink netlink = new Netlink(libc, NETLINK_SOCK_DIAG, null);
                TcpScene scene = new TcpScene(name, libc, narrator, netlink)) {
            scene.play();
            Conversation talk = scene.talk();
            TimeWaitEnd end = TimeWaitEnd.of(netlink, talk);
            return new TcpTrace(
                    name,
                    TcpScene.title(name),
                    narrator.steps(),
                    scene.missing(),
                    talk.seen(),
                    talk.observed(),
                    end == null ? null : end.words(),
                    new Diagram(talk).svg(name, TcpScene.title(name)));
        } catch (IOException e) {
            String sentence = "The scene did not finish: " + e.getMessage() + ".";
            return new TcpTrace(
                    name, TcpScene.title(name), narrator.steps(), sentence, List.of(), List.of(), null, null);
        }
    }
}
