using System.Buffers.Binary;
using Microsoft.Playwright;

namespace SemanticSearch.Tests.Browser;

/// <summary>
/// How fast the map of 100,000 points is drawn. It is measured and not judged, so that it runs only when asked for:
/// <c>dotnet run --project tests/SemanticSearch.Tests -- -class '*MapFigures' -explicit only -showLiveOutput</c>.
/// </summary>
[Collection(SharedBrowser.Name)]
public class MapFigures(BrowserFixture browser)
{
    private const int Count = 100_000;
    private const int Frames = 120;

    /// <summary>Moves the map with every frame by a drag of the mouse, and tells the ms that scripts took in each frame and the ms between frames.</summary>
    private const string Move = """
        async frames => {
          const canvas = document.getElementById('map-canvas');
          const box = canvas.getBoundingClientRect();
          const send = (type, step) => canvas.dispatchEvent(new WheelEvent(type, { deltaY: step % 2 ? -40 : 38, clientX: box.left + box.width / 2 + step, clientY: box.top + 200, bubbles: true, cancelable: true }));
          const own = [], between = [];
          const plain = window.requestAnimationFrame;
          window.requestAnimationFrame = draw => plain.call(window, now => { const start = performance.now(); draw(now); own.push(performance.now() - start); });
          let last = performance.now();
          for (let step = 0; step < frames; step++) {
            send('wheel', step);
            await new Promise(done => plain.call(window, done));
            between.push(performance.now() - last);
            last = performance.now();
          }
          window.requestAnimationFrame = plain;
          const middle = list => list.sort((a, b) => a - b)[list.length >> 1];
          const late = list => list[Math.floor(list.length * 0.95)];
          return [middle(own), late(own), middle(between), late(between)];
        }
        """;

    [Theory(Explicit = true)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_hundred_thousand_points(bool webGl)
    {
        await using var visit = await browser.VisitAsync(new Look());
        await visit.Page.AddInitScriptAsync(webGl ? MapPageTests.WithGraphics : MapPageTests.WithoutGraphics);
        await visit.Page.RouteAsync("**/v1/map", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/octet-stream", BodyBytes = Points() }));
        var begun = TimeProvider.System.GetTimestamp();
        await visit.OpenAsync("/map");
        var ready = TimeProvider.System.GetElapsedTime(begun);
        var heap = await visit.Page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize / 1e6");
        var ms = await visit.Page.EvaluateAsync<double[]>(Move, Frames);
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{(webGl ? "WebGL without a graphics card" : "2D canvas")}, {Count:N0} points: ready after {ready.TotalSeconds:F1} s; scripts p50 {ms[0]:F2} ms, p95 {ms[1]:F2} ms a frame; from frame to frame p50 {ms[2]:F1} ms, p95 {ms[3]:F1} ms; heap {heap:F1} MB"));
        Assert.All(ms, time => Assert.True(time > 0));
    }

    /// <summary>Points in clouds, as the service would send them.</summary>
    private static byte[] Points()
    {
        var random = new Random(7);
        var bytes = new byte[28 + 8 * Count];
        "SSMAP1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Count);
        foreach (var (i, edge) in new[] { -10f, 10f, -10f, 10f }.Index())
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(12 + 4 * i), edge);
        for (var i = 0; i < Count; i++)
        {
            var (cloud, angle, away) = (i % 29, random.NextDouble() * 2 * Math.PI, 6000 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) / 3);
            var (x, y) = (12000 + 10000 * (cloud % 5) + away * Math.Cos(angle), 10000 + 9000 * (cloud / 5) + away * Math.Sin(angle));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(28 + 8 * i), (ushort)Math.Clamp(x, 0, 65535));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(30 + 8 * i), (ushort)Math.Clamp(y, 0, 65535));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32 + 8 * i), (uint)(1 + cloud) | 128u << 24);
        }
        return bytes;
    }
}
