/// A drawing with its title and what it shows in words, for those who cannot see it and for Markdown.
struct Figure: Sendable {
    var title: String
    var svg: SVG
    var words: [Line]
}
