used = { $count ->
   *[other] { $count } things of { $who }
}
    .part = Part
unused = Nobody says this, but { part-of-another }
part-of-another = a part
doc-comand-say = Misspelt
