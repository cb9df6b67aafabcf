/// How every report looks: on a phone, on a desk, on paper.
enum StyleSheet {
    /// - Parameter footer: for the foot of printed pages; only letters, digits and `-._ ` of it.
    static func text(footer: String, isSimulated: Bool) -> String {
        let allowed = footer.unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-._ ".unicodeScalars.contains($0))
        }
        let foot = String(String.UnicodeScalarView(allowed.prefix(60)))
        return screen + page(foot, isSimulated: isSimulated) + print
    }

    private static func page(_ foot: String, isSimulated: Bool) -> String {
        let box = "font:8pt system-ui,sans-serif;color:#57606a"
        return """
            @page{size:A4;margin:17mm 15mm 18mm;@bottom-left{content:"\(foot)";\(box)}
            @bottom-right{content:counter(page) " / " counter(pages);\(box)}
            \(isSimulated ? "@top-center{content:\"SIMULATED: no evidence of a device\";\(box);color:#9a1b2b;font-weight:700;letter-spacing:.08em}" : "")}

            """
    }

    private static let screen = """
        :root{--ink:#1a2129;--soft:#57606a;--rule:#d7dde3;--pale:#f5f7f9;--accent:#1f3f66;
        --met:#17663a;--met-pale:#e8f4ec;--gap:#855300;--gap-pale:#fdf3e0;--refuted:#9a1b2b;--refuted-pale:#fbeaec;
        --unknown:#57606a;--unknown-pale:#f1f3f5;color-scheme:light}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:66rem;padding:2rem 1.25rem 5rem;color:var(--ink);background:#fff;
        font:1rem/1.55 system-ui,-apple-system,"Segoe UI","Liberation Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        header{border-top:.35rem solid var(--accent);padding-top:1.25rem}
        .kind{margin:0;color:var(--soft);font-size:.8125rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
        h1{margin:.25rem 0 1rem;font-size:2rem;line-height:1.15;letter-spacing:-.015em;font-weight:650}
        h2{margin:3rem 0 .75rem;padding-bottom:.35rem;border-bottom:1px solid var(--rule);font-size:1.3125rem;line-height:1.3;
        color:var(--accent);font-weight:650}
        h3{margin:1.75rem 0 .5rem;font-size:1.0313rem;font-weight:650}
        p{margin:.5rem 0}
        a{color:var(--accent)}
        ul{margin:.5rem 0;padding-left:1.15rem}
        li{margin:.25rem 0}
        .points{list-style:none;padding:0}.points>li{margin:.5rem 0}.points p{margin:0}
        .points ul{margin:.1rem 0 0;font-size:.9375rem;color:var(--soft)}
        code{font:.8125em ui-monospace,SFMono-Regular,"Liberation Mono","DejaVu Sans Mono",monospace;background:var(--pale);
        padding:.1em .3em;border-radius:.2rem}
        .banner{margin:1rem 0;padding:.6rem .9rem;border:1px solid var(--refuted);border-left-width:.35rem;
        background:var(--refuted-pale)}
        .banner strong{letter-spacing:.08em;color:var(--refuted)}
        .basis{margin-top:-.25rem;color:var(--soft);font-size:.875rem}
        .notice{color:var(--soft);font-size:.9375rem}
        .write{padding:.6rem .9rem;border:1px dashed #9aa4ae;border-radius:.25rem;color:var(--soft);font-size:.9375rem}
        .write strong{color:var(--ink);font-weight:600}
        dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:0 2rem;margin:.75rem 0}
        dl div{padding:.45rem 0;border-top:1px solid var(--rule);break-inside:avoid}
        dt{color:var(--soft);font-size:.8125rem}
        dd{margin:0}
        nav{columns:17rem;column-gap:2rem;margin-top:2rem;font-size:.9375rem}
        nav h2{column-span:all;margin-top:0}
        nav ol{margin:0;padding:0;list-style:none}
        nav a{text-decoration:none}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;margin:1rem 0}
        .card{padding:.9rem 1.1rem 1rem;border:1px solid var(--rule);border-top:.3rem solid;border-radius:.25rem;
        break-inside:avoid}
        .card.met{border-top-color:var(--met)}.card.gap{border-top-color:var(--gap)}
        .card.refuted{border-top-color:var(--refuted)}.card.unknown{border-top-color:var(--unknown)}
        .card .role{margin:0;color:var(--soft);font-size:.8125rem}
        .card .verdict{margin:.15rem 0 .4rem;font-size:1.25rem;line-height:1.25;font-weight:650}
        .card.met .verdict{color:var(--met)}.card.gap .verdict{color:var(--gap)}.card.refuted .verdict{color:var(--refuted)}
        .card .said{font-size:.9375rem}
        .pill{display:inline-block;padding:0 .5em;border-radius:.8em;border:1px solid;font-size:.78125em;line-height:1.6;
        font-weight:600;white-space:nowrap}
        .pill.met{color:var(--met);background:var(--met-pale)}
        .pill.gap{color:var(--gap);background:var(--gap-pale)}
        .pill.refuted,.pill.simulated{color:var(--refuted);background:var(--refuted-pale)}
        .pill.unknown{color:var(--unknown);background:var(--unknown-pale);border-style:dashed}
        .class{color:var(--soft);font-size:.8125em;font-style:italic;white-space:nowrap}
        .ev{font:.75em ui-monospace,SFMono-Regular,"Liberation Mono","DejaVu Sans Mono",monospace;text-decoration:none;
        color:var(--soft);border-bottom:1px dotted #9aa4ae;white-space:nowrap}
        .ev:hover{color:var(--accent)}
        tr:has(:target){background:#fff8d6}
        table{width:100%;border-collapse:collapse;margin:.75rem 0;font-size:.9375rem}
        th{padding:.4rem .6rem .4rem 0;border-bottom:2px solid var(--rule);color:var(--soft);font-size:.8125rem;
        font-weight:600;text-align:left;vertical-align:bottom;white-space:nowrap}
        td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
        td+td>div{min-width:5.25rem}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.5rem;margin:1rem 0}
        figure{margin:0;break-inside:avoid}
        figure svg{display:block;width:100%;max-width:27rem;height:auto}
        figcaption{font-size:.8125rem;color:var(--soft)}
        figcaption strong{display:block;margin-top:.5rem;color:var(--ink)}
        figcaption ul{margin:.25rem 0;padding-left:1rem}
        svg text{font-family:system-ui,-apple-system,"Segoe UI","Liberation Sans","DejaVu Sans",sans-serif;fill:var(--ink)}
        svg .label{font-size:12.5px;font-weight:650}
        svg .small{font-size:10.5px;fill:var(--soft)}
        svg .small.strong{fill:var(--ink);font-weight:600}
        svg .state{font-size:10.5px;font-weight:600;fill:var(--soft)}
        svg .state.met{fill:var(--met)}svg .state.gap{fill:var(--gap)}svg .state.refuted{fill:var(--refuted)}
        svg .box{fill:#fff;stroke:var(--rule)}
        svg .box.unknown{stroke:#9aa4ae;stroke-dasharray:4 3}
        svg .bar.met{fill:var(--met)}svg .bar.gap{fill:#c98a1b}svg .bar.refuted{fill:var(--refuted)}svg .bar.unknown{fill:#aab3bb}
        svg .unit{fill:none;stroke:#9aa4ae;stroke-dasharray:6 4}
        svg .silicon{fill:var(--pale);stroke:var(--accent);stroke-width:1.5}
        svg .link{fill:none;stroke-width:1.6}
        svg .link.met{stroke:var(--met)}svg .link.gap{stroke:#c98a1b;stroke-dasharray:7 3}
        svg .link.refuted{stroke:var(--refuted)}svg .link.unknown{stroke:#9aa4ae;stroke-dasharray:2 4}
        svg .link.head{stroke-dasharray:none}
        svg .cross{fill:none;stroke:var(--refuted);stroke-width:2.5}
        svg .gate{fill:#fff;stroke-width:5;stroke-linecap:round}
        svg .gate.met{stroke:var(--met)}svg .gate.gap{stroke:#c98a1b}
        svg .gate.unknown{stroke:#9aa4ae;stroke-width:1.5;stroke-dasharray:2 2}
        .watermark{position:fixed;inset:0;overflow:hidden;display:flex;align-items:center;justify-content:center;
        pointer-events:none;z-index:9}
        .watermark span{white-space:nowrap;transform:rotate(-32deg);font-size:min(14vw,9rem);font-weight:800;letter-spacing:.06em;
        color:var(--refuted);opacity:.07}
        @media screen and (max-width:44rem){
        body{padding:1.25rem 1rem 4rem}
        h1{font-size:1.625rem}
        table,tbody,tr,td{display:block}
        thead{display:none}
        tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}
        td{display:grid;grid-template-columns:6.25rem minmax(0,1fr);min-width:0;gap:.75rem;padding:.15rem 0;border:0}
        td::before{content:attr(data-label);color:var(--soft);font-size:.8125rem}
        dl{grid-template-columns:1fr}
        }

        """

    private static let print = """
        @media print{
        html{font-size:9.25pt}
        body{max-width:none;padding:0;line-height:1.45}
        h2{margin-top:1.75rem;break-after:avoid}h3,.basis{break-after:avoid}
        h2+*,h3+*{break-before:avoid}
        tr,li,.card,dl div,figure svg,.write{break-inside:avoid}
        figure{break-inside:auto}
        thead{display:table-header-group}
        a{color:inherit;text-decoration:none}
        .ev{border:0}
        nav{break-after:page}
        .figures{grid-template-columns:1fr 1fr}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        }

        """
}
